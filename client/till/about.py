"""What this till is, for the status bar and for the one who calls for help."""

from dataclasses import dataclass

from client.store.database import Store
from client.store.me import find_me


@dataclass(frozen=True, slots=True)
class About:
    """Names and addresses; empty before enrolment."""

    device_name: str = ""
    restaurant_name: str = ""
    server_url: str = ""


async def about_till(store: Store) -> About | None:
    """What the enrolment made of this program, or None before it."""
    me = await store.read(find_me)
    if me is None:
        return None
    return About(me.device_name, me.restaurant_name, me.server_url)
