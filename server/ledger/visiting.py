"""The guest as the server itself would have seen him: held against what a till says it saw."""

from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from server.books import Books
from server.guests.children import births_of
from server.ledger.grants import granted_of
from server.ledger.incoming import Act, OutcomeNote
from shared.domain.card import Card
from shared.domain.programme import ProgrammeVersion
from shared.domain.visiting import asked_of, visitor_asked
from shared.domain.visitors import Births
from shared.operations.bodies import DiscountBody, EarnBody
from shared.operations.encode import from_millis
from shared.operations.input_bodies import VisitorBody
from shared.operations.inputs import visitor_body


def notes_on_guest(
    books: Books, act: Act, body: EarnBody | DiscountBody, *, card: Card, told: ProgrammeVersion
) -> Iterator[OutcomeNote]:
    """Whether the till saw another level, birthday, visit or discount than is on record.

    ``card`` is the guest's before the operation. What he was granted before is not compared: a
    grant too many is dropped and told of by itself.
    """
    if body.level_id != card.level_id:
        yield "level_differs"
    if _is_other(books, act, body, card=card, told=told):
        yield "guest_differs"


def _is_other(
    books: Books, act: Act, body: EarnBody | DiscountBody, *, card: Card, told: ProgrammeVersion
) -> bool:
    at = from_millis(body.clock.wall_ms)
    asked, known, births = asked_of(told, at), card, Births()
    if asked.is_welcome and card.total_visits == 0:
        known = replace(card, granted=granted_of(books, act.tenant_id, card.guest_id))
    if asked.birthday_windows or asked.child_windows:
        births = births_of(books, act.tenant_id, card.guest_id)
    local = at.astimezone(ZoneInfo(told.settings.timezone))
    seen = visitor_asked(known, births, asked=asked, local=local)
    return _compared(visitor_body(seen), body) != _compared(body.visitor, body)


def _compared(seen: VisitorBody | None, body: EarnBody | DiscountBody) -> VisitorBody:
    """A redemption on the same check was an activity a moment ago, after the till had looked."""
    left_out: dict[str, object] = {"granted": None}
    if isinstance(body, EarnBody) and body.after is not None:
        left_out["away_since"] = None
    return (seen or VisitorBody()).model_copy(update=left_out)
