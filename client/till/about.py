"""What this till is, for the status bar and for the one who calls for help."""

from dataclasses import dataclass

from client.store.database import Store
from client.store.place import place_of


@dataclass(frozen=True, slots=True)
class About:
    """Names and addresses; empty before enrolment."""

    device_name: str = ""
    restaurant_name: str = ""
    server_url: str = ""


async def about_till(store: Store) -> About | None:
    """What the enrolment made of this program, or None before it."""
    place = await store.read(place_of)
    if place is None:
        return None
    return About(place.device_name, place.restaurant_name, place.server_url)
