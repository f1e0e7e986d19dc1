"""A chain of two restaurants, and a till in both (LOY-05, LOY-06)."""

from dataclasses import dataclass, replace

from server.chance import Chance
from server.database import Database
from server.restaurants.service import NewRestaurant, create_restaurant
from shared.domain.card import Card
from shared.domain.programme import CardMode, ProgrammeVersion
from shared.domain.staff import Role
from tests.builders import a_programme
from tests.server.shop import Shop, Till, open_shop


@dataclass
class ChainOfTwo:
    """Each restaurant as a shop of the same tenant, with its own people and a till."""

    shop: Shop
    branch: Shop
    here: Till
    there: Till

    def cards(self, guest_id: str) -> tuple[Card, Card]:
        """The guest's card that counts in each of the two."""
        return self.shop.card(guest_id), self.branch.card(guest_id)

    def balances(self, guest_id: str) -> tuple[int, int]:
        """All points that are his in each of the two."""
        return sum(self.shop.balance(guest_id)), sum(self.branch.balance(guest_id))

    def told_cards(self, till: Till, guest_id: str) -> dict[str, str]:
        """The guest's cards that the till learns of, each with its status."""
        told = (each.data for each in till.pull().changes if each.kind == "card")
        return {each["card_id"]: each["status"] for each in told if each["guest_id"] == guest_id}

    def wait(self, milliseconds: int) -> None:
        """Time goes by for both."""
        self.shop.now_ms += milliseconds
        self.branch.now_ms = self.shop.now_ms

    def publish(self, programme: ProgrammeVersion) -> None:
        """Both work by it from now on."""
        self.shop.publish(programme)
        self.branch.programme = programme


def a_chain(
    database: Database,
    chance: Chance,
    *,
    mode: CardMode,
    programme: ProgrammeVersion | None = None,
) -> ChainOfTwo:
    """A new tenant of that mode."""
    shop = open_shop(database, chance, programme=of_mode(programme or a_programme(), mode))
    new = NewRestaurant("Сушилка на Арбате")
    made = shop.write(
        lambda conn: create_restaurant(
            conn, shop.tenant_id, new=new, now_ms=shop.now_ms, chance=shop.chance
        )
    )
    branch = replace(shop, restaurant_id=made.restaurant_id)
    branch.cashier = branch.hire("Глеб", Role.CASHIER, pin="1111")
    branch.manager = branch.hire("Ольга", Role.MANAGER, pin="3333")
    return ChainOfTwo(shop, branch, shop.till(), branch.till("Касса Арбат"))


def of_mode(programme: ProgrammeVersion, mode: CardMode) -> ProgrammeVersion:
    """``programme``, with cards of that mode."""
    return replace(programme, settings=replace(programme.settings, mode=mode))
