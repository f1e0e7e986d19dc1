"""What the house may lose: only what it knowingly risked (P4, S11)."""

import sqlite3

from simulation.world import World

_WELCOMES_GIVEN_TWICE = """SELECT sum(json_extract(body, '$.grants[0].points'))
    FROM operation again WHERE kind = 'registration' AND (code = 'guest_merged'
        OR status = 'rejected') AND (json_extract(body, '$.hold')
        OR (json_extract(promised, '$.effect.promo') > 0 AND (:is_separate OR EXISTS (
            SELECT 1 FROM guest one JOIN guest other
                ON coalesce(other.alias_of, other.guest_id) = coalesce(one.alias_of, one.guest_id)
            JOIN operation held ON held.original_id = other.guest_id
                AND held.kind = 'registration' AND json_extract(held.body, '$.hold')
            WHERE one.guest_id = again.original_id))))"""
"""A till held the welcome of somebody who had one elsewhere: whichever came second gives nothing.

The second is the held one, but where a restored server hears of the first later than of it. Where
each restaurant has cards of its own it is enough that it hears of them the other way round: the
welcome lies in one restaurant now, and was spent in the other.
"""


def s11_the_house_loses_only_what_it_risked(world: World, books: sqlite3.Connection) -> list[str]:
    """What was spent of leases taken back, of welcomes given twice out of reach, and of floats."""
    loss = -_sum(books, "SELECT sum(balance) FROM account WHERE account = 'house_loss'")
    late = _sum(books, "SELECT sum(points_late) FROM lease")
    is_separate = bool(world.profile.is_separate)
    refused_holds = _sum(books, _WELCOMES_GIVEN_TWICE, is_separate=is_separate)
    floats = _sum(
        books,
        """SELECT sum(json_extract(body, '$.float_points')) FROM operation
        WHERE kind = 'redeem' AND status IN ('applied', 'adjusted')""",
    )
    twice = _spent_twice(world, books)
    wrong = []
    if loss > late + refused_holds + floats + twice:
        wrong.append(
            f"the house lost {loss}; late {late}, welcomes given twice {refused_holds},"
            f" floats {floats}, spent twice by copies {twice}"
        )
    beyond = _sum(books, "SELECT count(*) FROM operation WHERE code = 'float_exceeded'")
    if beyond and not world.has_clones:
        wrong.append(f"{beyond} times a till vouched for more than it may")
    is_turned_round = world.restores and is_separate and refused_holds
    is_excused = world.has_clones or world.gave_up or world.forgotten_risk or is_turned_round
    if loss and world.profile.is_strict and not is_excused:
        wrong.append(f"the house lost {loss} under the strict policy")
    return wrong


def _spent_twice(world: World, books: sqlite3.Connection) -> int:
    """What the house paid for points that two tablets spent, each in good faith.

    Copies of one tablet, of the same lease; or since a restore, which waits for one of them and
    cannot know of the other. Or a restore forgot what no tablet can tell again: that a lease was
    taken back, and who was silent spends it as his own; or a gift of the night, a merge, or a
    migration: what was earned in one restaurant was spent in another.
    """
    if not world.has_clones:
        return min(world.forgotten_risk, _owed(books))
    overspent = _sum(
        books,
        """SELECT sum(json_extract(outcome, '$.data.loss')) FROM operation
        WHERE instr(outcome, '"lease_overspent"') > 0""",
    )
    return overspent + _owed(books)


def _owed(books: sqlite3.Connection) -> int:
    """What the house paid of a restore's debts at last."""
    return _sum(
        books,
        """SELECT sum(-e.points) FROM ledger_entry e
        JOIN ledger_transaction t USING (tenant_id, transaction_seq)
        WHERE t.kind = 'REPAY' AND e.account = 'house_loss'""",
    )


def _sum(books: sqlite3.Connection, query: str, **values: object) -> int:
    return int(books.execute(query, values).fetchone()[0] or 0)
