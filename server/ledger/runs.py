"""A run of operations booked together: read ahead at once, decided one by one, written at once.

Where the database does not take what a run would write, the run is booked again one operation at
a time, each in a savepoint of its own: the one that cannot be written is set aside, and blocks
nobody (P7).
"""

import logging
from collections.abc import Callable, Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, IntegrityError

from server.books import Books
from server.chance import Chance
from server.ledger.apply import BUGS, apply_operation, decide_again, set_aside
from server.ledger.fencing import Undecided
from server.ledger.incoming import Incoming
from server.ledger.operations import Stored
from server.ledger.reading import read_ahead
from server.logs import FIELDS
from shared.sync.messages import Outcome

_logger = logging.getLogger(__name__)

_UNWRITABLE = (*BUGS, DataError, IntegrityError)
"""How it shows itself that a run cannot be written as it was decided."""


def book_run(books: Books, run: Sequence[Incoming], *, chance: Chance) -> tuple[Outcome, ...]:
    """What became of each operation of one device and epoch, in their order; they are written.

    Behind the fence of a restored server the run is cut before what is not decided yet. Call
    ``lock_tenant`` before.
    """
    try:
        return _book_together(books, run, chance=chance)
    except _UNWRITABLE:
        _logger.exception("a run is booked one by one", extra={FIELDS: {"operations": len(run)}})
        return _until_undecided(run, lambda each: _book_alone(books, each, chance=chance))


def book_again(conn: Connection, waiting: Stored, *, at_ms: int, chance: Chance) -> None:
    """Decides an operation that was parked or quarantined, if that can be and can be written.

    Call ``lock_tenant`` before.
    """
    try:
        with conn.begin_nested():
            books = Books(conn)
            decide_again(books, waiting, at_ms=at_ms, chance=chance)
            books.flush()
    except _UNWRITABLE:
        fields = {"operation_id": waiting.incoming.operation_id}
        _logger.exception("operation stays set aside", extra={FIELDS: fields})


def _book_together(books: Books, run: Sequence[Incoming], *, chance: Chance) -> tuple[Outcome, ...]:
    with books.savepoint():
        read_ahead(books, run)
        return _until_undecided(run, lambda each: _applied(books, each, chance=chance))


def _applied(books: Books, incoming: Incoming, *, chance: Chance) -> Outcome:
    with books.attempt():
        return apply_operation(books, incoming, chance=chance)


def _until_undecided(
    run: Sequence[Incoming], decide: Callable[[Incoming], Outcome]
) -> tuple[Outcome, ...]:
    outcomes: list[Outcome] = []
    for each in run:
        try:
            outcomes.append(decide(each))
        except Undecided:
            break
    return tuple(outcomes)


def _book_alone(books: Books, incoming: Incoming, *, chance: Chance) -> Outcome:
    try:
        outcomes = _book_together(books, [incoming], chance=chance)
    except _UNWRITABLE:
        fields = {"operation_id": incoming.operation_id}
        _logger.exception("operation set aside", extra={FIELDS: fields})
        with books.savepoint():
            return set_aside(books, incoming, chance=chance)
    if not outcomes:
        raise Undecided
    return outcomes[0]
