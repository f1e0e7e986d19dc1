"""What the status bar says about the server, and who wants to know when it changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

CLOCK_WARN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """One moment of the connection; times are the restaurant's."""

    is_online: bool | None = None
    """Whether the last exchange succeeded; None before the first."""
    waiting: int = 0
    """Operations the server has not answered for."""
    attention: int = 0
    """Operations a person should look at."""
    last_contact_at: datetime | None = None
    """By the server's clock."""
    problem: str | None = None
    """The code of what is wrong now; the connection may come back by itself or need a person."""
    oldest_waiting_at: datetime | None = None
    clock_offset_seconds: int | None = None
    """This device's clock minus the server's."""
    alone_until: datetime | None = None
    """Until when leases may be spent, by the server's clock; None when not now (design §6)."""
    has_points: bool = True
    """Whether the programme in force knows points, so that some may be redeemed (LOY-01)."""
    is_stopped: bool = False
    """Nothing travels until a person acts: this till is shut out."""

    @property
    def is_clock_wrong(self) -> bool:
        """Whether the cashier should be warned of the clock (design §7)."""
        return abs(self.clock_offset_seconds or 0) > CLOCK_WARN_SECONDS


StatusCallback = Callable[[SyncStatus], None]


class StatusBoard:
    """The present status; every subscriber hears of each change once."""

    def __init__(self) -> None:
        self.current = SyncStatus()
        self._subscribers: list[StatusCallback] = []

    def subscribe(self, callback: StatusCallback) -> Callable[[], None]:
        """Tells ``callback`` now and of every change; the returned function ends that."""
        self._subscribers.append(callback)
        callback(self.current)
        return lambda: self._subscribers.remove(callback)

    def show(self, status: SyncStatus) -> None:
        """Replaces the status."""
        if status == self.current:
            return
        self.current = status
        for callback in tuple(self._subscribers):
            callback(status)
