"""The crowd of a tenant, guests and cards, written down as parts of a snapshot.

The cards of a restaurant are for its own tills only (LOY-06): where there are any, each restaurant
has a snapshot of its own.

Read in one transaction, so all parts show the same feed number; never more than one part in
memory. Must not know where the parts are kept or who asks.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from server.feed import service as feed
from server.guests.children import with_children
from server.ledger.service import cards_with_lots
from server.scope import enter_tenant
from server.sync.present import guest_payload
from server.tenants.service import tenant
from shared.domain.ids import CardId, GuestId, RestaurantId, TenantId
from shared.sync.messages import Cursor
from shared.sync.payloads import CardPayload, GuestPayload, card_payload
from shared.sync.snapshots import CardExtras, CardFacts, GuestExtras, GuestFacts, SnapshotRows

ROWS_A_PART = 10_000
ROWS_AT_ONCE = 1_000
"""So many ids one query names."""

Keep = Callable[[bytes, int], None]
"""Takes the text of a part, and how many rows it has."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many guests and cards there are at which place of the feed."""

    cursor: Cursor
    size: int
    at: RestaurantId | None = None
    """The restaurant for whose tills alone some of them are; None where all are everybody's."""


def crowd(conn: Connection, tenant_id: TenantId, *, at: RestaurantId | None = None) -> Crowd:
    """The crowd as it is now for the tills of the restaurant ``at``."""
    enter_tenant(conn, tenant_id)
    owner = tenant(conn, tenant_id)
    cursor = Cursor(server_epoch=owner.server_epoch, seq=feed.head(conn, tenant_id))
    everybodys, own = feed.count_crowd(conn, tenant_id, at=at)
    return Crowd(cursor, everybodys + own, at if own else None)


def write_crowd(
    conn: Connection,
    tenant_id: TenantId,
    *,
    keep: Keep,
    at: RestaurantId | None = None,
    rows_a_part: int = ROWS_A_PART,
) -> Crowd:
    """Hands every part to ``keep``, guests first, each kind in the order of its ids."""
    found = crowd(conn, tenant_id, at=at)
    page = partial(feed.crowd_by_id, conn, tenant_id, at=at, limit=rows_a_part)
    for entries in _in_parts("guest", page):
        rows = _guest_rows(conn, tenant_id, entries)
        keep(_text(rows), len(rows.guests))
    for entries in _in_parts("card", page):
        rows = _card_rows(conn, tenant_id, entries)
        keep(_text(rows), len(rows.cards))
    return found


def _text(rows: SnapshotRows) -> bytes:
    return rows.model_dump_json(exclude_defaults=True).encode()


def _in_parts(
    kind: feed.ChangeKind, page: Callable[..., Sequence[feed.FeedEntry]]
) -> Iterator[Sequence[feed.FeedEntry]]:
    last_id = ""
    while entries := page(after=(kind, last_id)):
        yield entries
        last_id = entries[-1].entity_id


def _guest_rows(
    conn: Connection, tenant_id: TenantId, entries: Sequence[feed.FeedEntry]
) -> SnapshotRows:
    facts: list[GuestFacts] = []
    extras: list[GuestExtras] = []
    for some in _slices(entries):
        ids = [GuestId(entry.entity_id) for entry in some]
        found = {guest.guest_id: guest for guest in with_children(conn, tenant_id, ids)}
        for entry, guest_id in zip(some, ids, strict=True):
            if guest_id in found:
                told = guest_payload(found[guest_id])
                facts.append(_guest_facts(told, entry.seq))
                if told.children:
                    extras.append(GuestExtras(guest_id=guest_id, children=told.children))
    return SnapshotRows(guests=tuple(facts), guest_extras=tuple(extras))


def _card_rows(
    conn: Connection, tenant_id: TenantId, entries: Sequence[feed.FeedEntry]
) -> SnapshotRows:
    facts: list[CardFacts] = []
    extras: list[CardExtras] = []
    for some in _slices(entries):
        ids = [CardId(entry.entity_id) for entry in some]
        found = {card.card_id: card for card in cards_with_lots(conn, tenant_id, ids)}
        for entry, card_id in zip(some, ids, strict=True):
            if card_id in found:
                told = card_payload(found[card_id])
                facts.append(_card_facts(told, entry.seq))
                extras += _extras(told)
    return SnapshotRows(cards=tuple(facts), extras=tuple(extras))


def _slices(entries: Sequence[feed.FeedEntry]) -> Iterable[Sequence[feed.FeedEntry]]:
    for start in range(0, len(entries), ROWS_AT_ONCE):
        yield entries[start : start + ROWS_AT_ONCE]


def _guest_facts(told: GuestPayload, feed_seq: int) -> GuestFacts:
    return (
        told.guest_id,
        told.alias_of,
        told.phone,
        told.first_name,
        told.last_name,
        told.birth_date,
        feed_seq,
    )


def _card_facts(told: CardPayload, feed_seq: int) -> CardFacts:
    lots = [lot.model_dump(mode="json") for lot in told.lots]
    return (
        told.card_id,
        told.guest_id,
        told.status.value,
        told.level_id,
        told.token,
        told.display_code,
        told.lifetime_spent_minor,
        told.total_visits,
        told.last_activity_at_ms,
        json.dumps(lots, separators=(",", ":")),
        feed_seq,
    )


def _extras(told: CardPayload) -> Iterator[CardExtras]:
    more = CardExtras(
        card_id=told.card_id,
        granted=told.granted,
        discount_bp=told.discount_bp,
        restaurant_id=told.restaurant_id,
    )
    if more != CardExtras(card_id=told.card_id):
        yield more
