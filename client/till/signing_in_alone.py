"""How long a till that hears nothing from the server lets cashiers in.

Whoever was dismissed must not work on for ever on a till that is cut off. Who is in charge may
always: a restaurant whose line is down for a week must not stand still.
"""

from datetime import timedelta
from typing import Final

from client.clock import Moment
from client.store.me import Me
from client.till.refusals import SignInClockSetBack, SignInTooLate
from shared.domain.staff import Permission, StaffMember, may

SIGN_IN_ALONE: Final = timedelta(hours=72)
"""After the last contact, by the server's clock as far as this till can know it."""
_LIMIT_MS: Final = SIGN_IN_ALONE // timedelta(milliseconds=1)


def require_may_enter(me: Me, member: StaffMember, moment: Moment) -> None:
    """Raises ``SignInTooLate`` for a cashier whose till has been alone for too long.

    A clock that went back wins nothing: time as the till reckons it never does, and where it can
    not be reckoned, since that was before a restart, ``SignInClockSetBack`` is raised.
    """
    if me.last_contact_ms is None or may(member, Permission.ADJUST_POINTS):
        return
    now_ms = me.server_time_ms(moment)
    if now_ms is None:
        raise SignInClockSetBack
    if now_ms - me.last_contact_ms >= _LIMIT_MS:
        raise SignInTooLate(hours=SIGN_IN_ALONE // timedelta(hours=1))
