"""What people do at a tablet: the till's own commands, and what they saw come of them."""

from sqlalchemy import Connection, text

from client.store import outbox
from client.store.errors import Trouble
from client.till.done import Done
from client.till.guest_view import GuestView
from client.till.registration import RegistrationForm
from client.till.trouble import InDoubt, RedemptionInDoubt
from shared.domain.check import Bill, Check
from shared.domain.clocks import OFFSET_STOP_MS
from shared.domain.errors import Refusal
from shared.domain.ids import CheckId, OperationId
from shared.domain.money import Money
from shared.operations.bodies import EarnBody, OperationBody, RedeemBody
from shared.receipt.facts import SlipKind
from simulation.actor import Actor
from simulation.disk import Crashed
from simulation.mornings import PHONES
from simulation.witness import Confirmation

ROUBLES = (60, 5_000)
REFUND_ROUBLES = (1, 3_000)
ADJUSTMENT_POINTS = (-300, 600)
GIFT_POINTS = (1, 300)
DOUBTS_GIVEN_UP = 0.4
_ON_CHECKS = ("earn", "redeem")
_WITH_POINTS = frozenset({SlipKind.REDEEM, SlipKind.REDEEM_AND_EARN})
_CLOCK_TOLERANCE_MS = OFFSET_STOP_MS + 60_000
"""How wrong a till may be about the server's time without knowing."""


class Person(Actor):
    """Somebody at one tablet, doing one thing."""

    name = "person"

    async def do(self, deed: str) -> None:
        """The deed named so; what is in doubt is kept in mind."""
        said = "done"
        try:
            await getattr(self, deed)()
        except RedemptionInDoubt as doubt:
            self._world.doubts.setdefault(self._number, []).append(doubt.pending)
            said = "in doubt"
        except (Refusal, Trouble) as no:
            said = no.code
        except Crashed:
            said = "crashed"
        self._world.witness.note(f"tablet {self._number} {deed}: {said}")

    async def register(self) -> None:
        """A guest registers."""
        form = RegistrationForm(
            phone=self._chance.choice(self._world.phones),
            first_name="Олег",
            personal_data=True,
            print_card=False,
        )
        done = await self._tablet.till.registration.register(form)
        self._swear(done)

    async def register_new(self) -> None:
        """Somebody registers who was never here."""
        self._world.newcomers += 1
        await self._known(self._newest_phone())

    async def earn_newest(self) -> None:
        """Whoever was new last pays, perhaps where nobody has heard of him yet."""
        view = await self._known(self._newest_phone())
        self._swear(await self._tablet.till.checkout.confirm(view, self._check()))

    async def empty_card(self) -> None:
        """The first guest pays with all that may be spent here alone, else with all he has."""
        await self._empty(self._world.phones[0])

    async def empty_newest(self) -> None:
        """Whoever was new last does so, perhaps on his welcome."""
        await self._empty(self._newest_phone())

    async def _empty(self, phone: str) -> None:
        view = await self._known(phone)
        alone = min(view.total, view.offline.spendable)
        await self._redeem(view, max(1, alone or view.total), earn=False)

    async def earn(self) -> None:
        """A guest pays."""
        view = await self._somebody()
        self._swear(await self._tablet.till.checkout.confirm(view, self._check()))

    async def redeem(self) -> None:
        """A guest pays with points."""
        await self._pay_with_points(earn=False)

    async def earn_and_redeem(self) -> None:
        """A guest pays a part with points, and earns on the check."""
        await self._pay_with_points(earn=True)

    async def adjust(self) -> None:
        """A manager corrects a balance."""
        view = await self._somebody()
        points = self._chance.randint(*ADJUSTMENT_POINTS)
        self._swear(await self._tablet.till.adjustment.adjust(view, points, reason="gift"))

    async def cancel(self) -> None:
        """A manager takes something back that was done on this tablet."""
        mine = self._done_here()
        if mine:
            target = self._chance.choice(mine[-8:])
            self._swear(await self._tablet.till.cancellation.cancel(target))

    async def refund(self) -> None:
        """A manager gives part of a check's money back, or all, or more than is left of it."""
        mine = self._done_here(*_ON_CHECKS)
        if mine:
            target = self._chance.choice(mine[-4:])
            whole = self._amount_of(target)
            kopecks = self._chance.randint(*REFUND_ROUBLES) * 100
            amount = Money(self._chance.choice((whole, max(1, whole // 3), kopecks)))
            self._swear(await self._tablet.till.refund.refund(target, amount))

    async def transfer(self) -> None:
        """One guest gives another some of his points, or all."""
        sender, receiver = await self._somebody(), await self._somebody()
        points = self._chance.choice((max(1, sender.total), self._chance.randint(*GIFT_POINTS)))
        transfer = self._tablet.till.transfer
        self._swear(await transfer.transfer(sender, receiver, points, reason="gift"))

    async def settle(self) -> None:
        """A redemption in doubt is asked about once more, or given up."""
        doubts = self._world.doubts.get(self._number)
        if not doubts:
            return
        doubt: InDoubt = doubts.pop(self._chance.randrange(len(doubts)))
        checkout = self._tablet.till.checkout
        if self._chance.random() < DOUBTS_GIVEN_UP:
            await checkout.abandon(doubt)
        else:
            self._swear(await checkout.settle(doubt))

    async def look(self) -> None:
        """Somebody reads the list of operations."""
        await self._tablet.till.operations.list(limit=5)

    async def open_card(self) -> None:
        """A guest comes in and is identified: his points are asked for."""
        view = await self._somebody()
        running = self._tablet.running
        if running is not None:
            running.engine.ask_leases(view.guest.guest_id)

    async def open_shift(self) -> None:
        """Somebody begins the shift of this till."""
        await self._tablet.till.shift.open()

    async def take_over_shift(self) -> None:
        """Whoever is at the till answers for its shift from now on."""
        await self._tablet.till.shift.take_over()

    async def print_shift(self) -> None:
        """What was done so far is wanted on paper (X)."""
        await self._tablet.till.shift.print_now()

    async def close_shift(self) -> None:
        """The shift ends with its report (Z)."""
        await self._tablet.till.shift.close()

    async def give_up(self) -> None:
        """A manager gives another till up that has not been heard of."""
        lost = self._tablet.till.lost_devices
        others = [each for each in await lost.others() if not each.is_lost]
        if others:
            await lost.give_up(self._chance.choice(others))
            self._world.gave_up = True

    def _done_here(self, *kinds: str) -> list[OperationId]:
        """What was confirmed on this tablet, of these kinds, of all without."""
        return [
            each.operation_id
            for each in self._world.witness.confirmations
            if each.tablet == self._number and (not kinds or each.kind in kinds)
        ]

    def _amount_of(self, operation_id: OperationId) -> int:
        """What the check was about, as this till remembers; 0 when it forgot."""
        body = self._body(operation_id)
        return body.check.amount_minor if isinstance(body, EarnBody | RedeemBody) else 0

    async def _pay_with_points(self, *, earn: bool) -> None:
        view = await self._somebody()
        most = max(1, view.total)
        points = self._chance.choice((most, max(1, most // 2), self._chance.randint(1, most)))
        await self._redeem(view, points, earn=earn)

    async def _redeem(self, view: GuestView, points: int, *, earn: bool) -> None:
        done = await self._tablet.till.checkout.confirm(
            view, self._check(at_least=points), redeem_points=points, earn=earn
        )
        self._swear(done)

    async def _somebody(self) -> GuestView:
        return await self._known(self._chance.choice(self._world.phones))

    def _newest_phone(self) -> str:
        return PHONES[-1 - self._world.newcomers % len(PHONES)]

    async def _known(self, phone: str) -> GuestView:
        """The guest with that phone; whoever is new on this tablet registers first."""
        view = await self._tablet.till.registration.find_duplicate(phone)
        if view is not None:
            return view
        form = RegistrationForm(
            phone=phone, first_name="Вера", personal_data=True, print_card=False
        )
        done = await self._tablet.till.registration.register(form)
        self._swear(done)
        return done.view

    def _check(self, *, at_least: int = 0) -> Check:
        roubles = max(at_least, self._chance.randint(*ROUBLES))
        return Check(CheckId(self._tablet.chance.uuid()), Bill(Money(roubles * 100)))

    def _swear(self, done: Done) -> None:
        with_points = done.facts.is_pending and done.facts.kind in _WITH_POINTS
        if with_points:
            for line in done.facts.lines:
                self._require_within_horizon(self._body(line.operation_id))
        for line in done.facts.lines:
            self._world.witness.confirmations.append(
                Confirmation(
                    tablet=self._number,
                    kind=line.kind,
                    operation_id=line.operation_id,
                    guest_id=done.view.guest.guest_id,
                    points=line.points,
                    is_pending=done.facts.is_pending,
                    true_ms=self._world.true_ms(),
                )
            )

    def _body(self, operation_id: OperationId) -> OperationBody | None:
        assert self._tablet.running
        row = self._tablet.running.store.read_now(lambda db: outbox.get(db, operation_id))
        return row.body() if row else None

    def _require_within_horizon(self, body: OperationBody | None) -> None:
        """Points under leases are redeemed alone only before the horizon told (§6, §7).

        Where the house vouches for all of them, no horizon is needed.
        """
        if not isinstance(body, RedeemBody) or not body.lease_ids:
            return
        world, device_id = self._world, self._tablet.me().device_id
        horizon_ms = world.house.read(lambda conn: told_horizon_ms(conn, device_id))
        late_ms = self._committed_at_ms(body) - horizon_ms
        is_excused = world.has_clones or world.restores or self._tablet.clock.hides_time
        if late_ms > _CLOCK_TOLERANCE_MS and not is_excused:
            world.witness.accuse(
                "S6", f"tablet {self._number} redeemed {late_ms} ms after its horizon"
            )

    def _committed_at_ms(self, body: RedeemBody) -> int:
        """The true time of it: hours may pass between the commit and the word "done"."""
        clock = self._tablet.clock
        assert clock.boot_id() == body.clock.boot_id, "who says so has not been switched off since"
        return clock.true_ms_of(body.clock.mono_ms)


def told_horizon_ms(conn: Connection, device_id: str) -> int:
    """As the server wrote it down before it told."""
    found = conn.execute(
        text("SELECT horizon_ms FROM lease_holder WHERE device_id = :device"),
        {"device": device_id},
    ).scalar_one_or_none()
    return int(found or 0)
