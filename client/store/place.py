"""Which till this is, in names: what is told of it before anything else is known."""

from dataclasses import dataclass

from client.store.rows import Readable, first


@dataclass(frozen=True, slots=True)
class Place:
    """Of the enrolment; ``problem`` is why nothing travels until a person acts."""

    device_name: str
    restaurant_name: str
    server_url: str
    problem: str | None


def place_of(db: Readable) -> Place | None:
    """Where this till stands, or None before its enrolment."""
    row = first(db, "SELECT device_name, restaurant_name, server_url, problem FROM me")
    return Place(**row) if row else None
