"""A cashier who never stops: one random command after another, on the till's real commands.

Refusals and troubles are answers like others. Must not know processes or kills.
"""

import random
from collections.abc import Awaitable, Callable

from client.store.errors import Trouble
from client.till.checkout import Checkout
from client.till.done import Done
from client.till.operation_view import OperationState
from client.till.registration import RegistrationForm
from client.till.trouble import InDoubt, RedemptionInDoubt
from drill.messages import Confirmed
from drill.tablet import Tablet
from shared.domain.check import Bill, Check
from shared.domain.errors import Refusal
from shared.domain.ids import CheckId, GuestId
from shared.domain.money import Money

PATIENCE_SECONDS = 0.2
"""How long a redemption waits for a server that may just have been killed."""
NEW_PHONES = 40
GUESTS_SEEN = 20
CANCEL_AMONG = 10
GIVES_UP_LATER, GIVES_UP_AT_ONCE, ALSO_EARNS = 0.5, 0.3, 0.7
"""How often a cashier does that."""
ROUBLES_MAX = 5_000
POINTS_MAX = 300

Act = Callable[[], Awaitable[Done | None]]


class Cashier:
    """Somebody with a manager's rights, so that every command is among them."""

    def __init__(self, tablet: Tablet, chance: random.Random) -> None:
        self._tablet = tablet
        self._till = tablet.till
        self._checkout = Checkout(tablet.workplace, redeem_timeout_seconds=PATIENCE_SECONDS)
        self._chance = chance
        acts: tuple[tuple[Act, int], ...] = (
            (self._earn, 34),
            (self._redeem, 34),
            (self._register, 8),
            (self._give, 8),
            (self._cancel, 8),
            (self.settle_one, 8),
        )
        self._acts = [act for act, _ in acts]
        self._weights = [weight for _, weight in acts]

    async def act(self) -> Confirmed | None:
        """One command; what was confirmed by it, None when it was refused or is in doubt."""
        (act,) = self._chance.choices(self._acts, self._weights)
        try:
            done = await act()
        except (Refusal, Trouble):
            return None
        return _confirmed(act, done)

    async def settle_all(self) -> list[Confirmed]:
        """Ends every doubt; what was confirmed on the way."""
        confirmed = []
        while await self._doubts():
            self._tablet.engine.retry_now()
            try:
                done = await self.settle_one()
            except (Refusal, Trouble):
                continue
            told = _confirmed(self.settle_one, done)
            confirmed += [told] if told else []
        return confirmed

    async def settle_one(self) -> Done | None:
        """Asks again for a redemption in doubt, or gives it up."""
        doubts = await self._doubts()
        if not doubts:
            return None
        pending = self._chance.choice(doubts)
        if self._chance.random() < GIVES_UP_LATER:
            await self._checkout.abandon(pending)
            return None
        return await self._checkout.settle(pending)

    async def _earn(self) -> Done | None:
        view = await self._till.guest_search.open(await self._somebody())
        return await self._checkout.confirm(view, self._check())

    async def _redeem(self) -> Done | None:
        """Beside an earning mostly; in doubt when the server does not answer in time."""
        view = await self._till.guest_search.open(await self._somebody())
        points = self._chance.randint(1, POINTS_MAX)
        earn = self._chance.random() < ALSO_EARNS
        try:
            return await self._checkout.confirm(
                view, self._check(), redeem_points=points, earn=earn
            )
        except RedemptionInDoubt as doubt:
            if self._chance.random() < GIVES_UP_AT_ONCE:
                await self._checkout.abandon(doubt.pending)
            return None

    async def _register(self) -> Done | None:
        """On every till out of the same few phones, so that guests are registered twice."""
        phone = f"7999000{self._chance.randrange(NEW_PHONES):04d}"
        form = RegistrationForm(
            phone=phone, first_name="Олег", personal_data=True, print_card=False
        )
        return await self._till.registration.register(form)

    async def _give(self) -> Done | None:
        view = await self._till.guest_search.open(await self._somebody())
        points = self._chance.randint(1, POINTS_MAX)
        return await self._till.adjustment.adjust(view, points, reason="gift")

    async def _cancel(self) -> Done | None:
        recent = await self._till.operations.list(limit=CANCEL_AMONG)
        chosen = [each for each in recent if each.can_cancel]
        if not chosen:
            return None
        operation = self._chance.choice(chosen)
        return await self._till.cancellation.cancel(operation.operation_id, reason="mistake")

    async def _somebody(self) -> GuestId:
        hits = await self._till.guest_search.search("7999", limit=GUESTS_SEEN)
        return self._chance.choice(hits).guest_id

    async def _doubts(self) -> list[InDoubt]:
        views = await self._till.operations.list(only=OperationState.ATTENTION)
        return [each.in_doubt for each in views if each.in_doubt]

    def _check(self) -> Check:
        roubles = self._chance.randint(100, ROUBLES_MAX)
        return Check(CheckId(self._tablet.workplace.chance.uuid()), Bill(Money(roubles * 100)))


def _confirmed(act: Act, done: Done | None) -> Confirmed | None:
    if done is None:
        return None
    return Confirmed(act.__name__.lstrip("_"), done.operation_ids)
