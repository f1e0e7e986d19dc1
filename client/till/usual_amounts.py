"""The sums that come again and again on this till: a business lunch is one tap, not four.

Learnt from its own last checks; nobody has to set anything up, and where no sum repeats itself
there is none.
"""

from typing import Final

from client.store import recent
from client.till.workplace import Act, Workplace, programme_now
from shared.domain.money import Money
from shared.domain.staff import Permission

USUAL_SHOWN: Final = 3
_CHECKS: Final = 300
"""A week or so: a menu with new prices is learnt soon, and the old ones are forgotten."""
_TIMES: Final = 3


class UsualAmounts:
    """What the money pad offers beside its digits."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    async def list(self) -> tuple[Money, ...]:
        """At most ``USUAL_SHOWN``, from the smallest. Raises ``NotSignedIn``, ``TillNotReady``."""
        return await self._workplace.look(Permission.POINTS_AT_TILL, _usual)


def _usual(act: Act) -> tuple[Money, ...]:
    currency = programme_now(act).settings.currency
    minor = recent.usual_amounts(act.db, currency, checks=_CHECKS, times=_TIMES, limit=USUAL_SHOWN)
    return tuple(Money(each, currency) for each in sorted(minor))
