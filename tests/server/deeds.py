"""What a person does at a till of the tests: operations with honest quotes."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from server.devices.service import Device
from shared.domain.check import Bill
from shared.domain.consents import ConsentKind
from shared.domain.earning import quote_earn
from shared.domain.guest import Profile
from shared.domain.ids import LevelId
from shared.domain.money import Money
from shared.domain.promos import promos_of_registration
from shared.domain.visitors import Visitor
from shared.operations.bodies import (
    AdjustmentBody,
    CancelBody,
    CheckBody,
    ConsentBody,
    EarnBody,
    OperationBody,
    RedeemBody,
    RefundBody,
    RegistrationBody,
    TransferBody,
)
from shared.operations.encode import from_millis, grant_bodies, step_bodies
from shared.operations.inputs import bill_body, occasions_of, visitor_body
from shared.operations.private import PrivatePart, private_profile
from tests.builders import SALT, an_id

if TYPE_CHECKING:
    from tests.server.shop import Shop


class Deeds(ABC):
    """Each returns the operation's id; what a test cares about goes before what is made up."""

    shop: "Shop"
    device: Device
    seq: int

    @abstractmethod
    def enqueue(
        self,
        kind: type[OperationBody],
        facts: dict[str, Any],
        *,
        private: PrivatePart | None = None,
    ) -> str:
        """Chains an operation of that kind."""

    @abstractmethod
    def check(self, roubles: int) -> CheckBody:
        """A new check."""

    @abstractmethod
    def wall(self) -> int:
        """What the till's wall clock shows, in milliseconds."""

    def register(self, phone: str = "79991234567", **changed: Any) -> str:
        at = from_millis(self.wall())
        grants = promos_of_registration(programme=self.shop.programme, at=at).grants
        profile = changed.pop("profile", Profile(phone, "Иван", "Петров"))
        private = changed.pop("private", private_profile(profile, salt=SALT))
        read = self.shop.document(ConsentKind.PERSONAL_DATA).read_in("ru")
        consent = ConsentBody(
            kind="personal_data",
            accepted=True,
            text_version=read.version,
            text_sha256=read.sha256,
        )
        facts: dict[str, Any] = {
            "card_token": str(int(an_id(f"{self.device.device_id} {self.seq}")[:8], 16)).zfill(24),
            "level_id": self.shop.programme.lowest_level().level_id,
            "consents": (consent,),
            "grants": grant_bodies(grants),
        }
        return self.enqueue(RegistrationBody, facts | changed, private=private)

    def earn(self, guest_id: str, roubles: int = 2_000, **changed: Any) -> str:
        programme = self.shop.programme
        level_id = changed.get("level_id", programme.lowest_level().level_id)
        bill = changed.pop("bill", Bill(Money(roubles * 100)))
        visitor = changed.pop("visitor", Visitor(LevelId(level_id)))
        quote = quote_earn(
            bill,
            visitor,
            programme=programme,
            at=from_millis(self.wall()),
            redeemed_points=changed.get("redeemed_points", 0),
        )
        facts: dict[str, Any] = {
            "guest_id": guest_id,
            "check": self.check(roubles),
            "level_id": level_id,
            "regular_points": quote.regular_points,
            "grants": grant_bodies(quote.grants),
            "steps": step_bodies(quote.steps),
            "bill": bill_body(bill, programme.settings),
            "visitor": visitor_body(visitor),
            "occasions": occasions_of(quote.grants),
        }
        return self.enqueue(EarnBody, facts | changed)

    def redeem(self, guest_id: str, points: int, roubles: int = 2_000, **changed: Any) -> str:
        promo = changed.pop("promo", 0)
        facts: dict[str, Any] = {
            "guest_id": guest_id,
            "check": self.check(roubles),
            "points": points,
            "promo_points": promo,
            "regular_points": points - promo,
        }
        return self.enqueue(RedeemBody, facts | changed)

    def adjust(self, guest_id: str, points: int, **changed: Any) -> str:
        facts: dict[str, Any] = {"guest_id": guest_id, "points": points, "reason": "gift"}
        facts["staff_id"] = self.shop.manager
        private = changed.pop("private", None)
        return self.enqueue(AdjustmentBody, facts | changed, private=private)

    def cancel(self, guest_id: str, target_id: str, points: int, **changed: Any) -> str:
        facts: dict[str, Any] = {
            "guest_id": guest_id,
            "target_operation_id": target_id,
            "points": points,
            "reason": "mistake",
            "staff_id": self.shop.manager,
        }
        return self.enqueue(CancelBody, facts | changed)

    def refund(self, guest_id: str, target_id: str, roubles: int, **changed: Any) -> str:
        """The till expects no change of points unless ``points`` says otherwise."""
        facts: dict[str, Any] = {
            "guest_id": guest_id,
            "target_operation_id": target_id,
            "refund_minor": roubles * 100,
            "points": 0,
            "reason": "mistake",
            "staff_id": self.shop.manager,
        }
        return self.enqueue(RefundBody, facts | changed)

    def transfer(self, guest_id: str, to_guest_id: str, points: int, **changed: Any) -> str:
        facts: dict[str, Any] = {
            "guest_id": guest_id,
            "to_guest_id": to_guest_id,
            "points": points,
            "reason": "gift",
            "staff_id": self.shop.manager,
        }
        return self.enqueue(TransferBody, facts | changed)
