"""The house's own acts: the one door for bookings that no device's operation asked for.

Expiry, grants by the calendar, merges and migrations change what guests have, and nobody signed
for them. Each has an id made of what it does, to which card and on what occasion: whoever does it
again (after a crash, after a restore) makes the same ids for the act, its lots and its effect, and
``verify`` makes them a third time. Must not know when such things are due.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from server.audit import SYSTEM
from server.books import Books
from server.effects import service as effects
from server.guests.cards import tell_card
from server.ledger.incoming import Booked
from server.ledger.posting import OtherCard, Posting, post
from shared.domain.card import Card
from shared.domain.ids import CardId, LotId, OperationId, StaffId, TenantId, lot_id_of, uuid8_text
from shared.domain.ledger import AccountKind, EntryKind
from shared.domain.lots import Lot, LotMove, LotUse
from shared.domain.programme import ProgrammeVersion
from shared.operations.canonical import canonical_json

COUNTERS: Final[Mapping[EntryKind, AccountKind | None]] = {
    EntryKind.EXPIRE: AccountKind.EXPIRED,
    EntryKind.PROMO_GRANT: AccountKind.ISSUED,
    EntryKind.MERGE: None,
    EntryKind.MIGRATE: None,
}
"""What the house does by itself, and the tenant's account on the other side of it."""
EFFECTS: Final = {EntryKind.EXPIRE: "points_expired", EntryKind.PROMO_GRANT: "points_granted"}
"""What the company's own systems are told of it; a move of lots changes nobody's balance."""
EXPIRING: Final = "points_expiring"
"""A warning of an expiry to come, which is no booking."""
_TAG = b"max-loyalty house act\0"


@dataclass(frozen=True, slots=True)
class HouseAct:
    """One booking of the house, ready to be posted."""

    kind: EntryKind
    card: Card
    """The card it names, before, with every lot that ``uses`` names."""
    occasion: str
    """What tells it from every other act of its kind on this card."""
    at_ms: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    """JSON values that explain it (LED-12)."""
    born: tuple[Lot, ...] = ()
    """New lots, still empty, named by ``act_lot_id``; ``uses`` fill them."""
    uses: tuple[LotUse, ...] = ()
    others: tuple[OtherCard, ...] = ()
    moves: tuple[LotMove, ...] = ()
    by: str = SYSTEM
    """The operator or the system."""

    @property
    def act_id(self) -> str:
        """Its id, the same whenever it is done."""
        return act_id_of(self.kind, self.card.card_id, self.occasion)


@dataclass(frozen=True, slots=True)
class ActTold:
    """What the company's own systems are told of an act: by how much each balance changed."""

    operation_id: str
    """The act's id."""
    guest_id: str
    card_id: str
    regular: int
    promo: int
    transaction_seq: int | None
    at_ms: int


def act_id_of(what: str, card_id: CardId, occasion: str) -> str:
    """The id of an act of the house, UUID text: the same question has the same answer for ever."""
    text = canonical_json([what, card_id, occasion])
    return uuid8_text(hashlib.sha256(_TAG + text.encode()).digest())


def act_lot_id(act_id: str, place: int) -> LotId:
    """The id of the ``place``-th lot (from 0) that an act creates."""
    return lot_id_of(OperationId(act_id), place)


def book_act(books: Books, tenant_id: TenantId, act: HouseAct) -> Booked:
    """Posts the act, tells tills and the company's own systems; the cards afterwards.

    Call ``lock_tenant`` before, and do not do what was done already: what the act changes says so.
    """
    posting = Posting(
        operation_id=None,
        kind=act.kind,
        card=act.card,
        born=act.born,
        uses=act.uses,
        counter=COUNTERS[act.kind],
        staff_id=StaffId(act.by),
        effective_at_ms=act.at_ms,
        posted_at_ms=act.at_ms,
        snapshot={"act": {"act_id": act.act_id, "occasion": act.occasion}, **act.facts},
        others=act.others,
        moves=act.moves,
    )
    done = post(books, tenant_id, posting)
    for card in (done.card, *done.others):
        tell_card(books, tenant_id, card)
    _owe(books, tenant_id, act, done=done)
    return done


def programme_facts(programme: ProgrammeVersion) -> dict[str, Any]:
    """The version an act went by, as every booking names it."""
    return {
        "programme": {
            "version_id": programme.version_id,
            "number": programme.number,
            "name": programme.name,
        }
    }


def _owe(books: Books, tenant_id: TenantId, act: HouseAct, *, done: Booked) -> None:
    kind = EFFECTS.get(act.kind)
    if kind is None:
        return
    told = ActTold(
        operation_id=act.act_id,
        guest_id=act.card.guest_id,
        card_id=act.card.card_id,
        regular=done.regular,
        promo=done.promo,
        transaction_seq=done.transaction_seq,
        at_ms=act.at_ms,
    )
    effects.owe(books, tenant_id, OperationId(act.act_id), kind=kind, facts=asdict(told))
