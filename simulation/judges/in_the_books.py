"""Judges of the server's books as they stand (S1 … S3, S12 … S15)."""

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from simulation.judges.over_time import Memory

Judge = Callable[[sqlite3.Connection, Memory], list[str]]


def s1_all_accounts_sum_to_zero(books: sqlite3.Connection, _memory: Memory) -> list[str]:
    """No point is created or destroyed without its other side."""
    return _found(
        books,
        """SELECT tenant_id || ' sums to ' || sum(balance) FROM account
        GROUP BY tenant_id HAVING sum(balance) <> 0""",
    )


def s2_nobody_has_less_than_nothing(books: sqlite3.Connection, _memory: Memory) -> list[str]:
    """Available points and leases are never negative; nor is a lot."""
    return _found(
        books,
        """SELECT account || ' is ' || balance FROM account
        WHERE balance < 0 AND (account LIKE 'available:%' OR account LIKE 'lease:%')
        UNION ALL SELECT 'lot ' || lot_id || ' is ' || points_left FROM lot WHERE points_left < 0
        """,
    )


def s3_entries_balances_and_lots_agree(books: sqlite3.Connection, _memory: Memory) -> list[str]:
    """Entries of a transaction sum to zero; a balance is its entries, and a card its lots."""
    return _found(
        books,
        """SELECT 'transaction ' || transaction_seq || ' sums to ' || sum(points)
        FROM ledger_entry GROUP BY tenant_id, transaction_seq HAVING sum(points) <> 0
        UNION ALL
        SELECT a.account || ' is ' || a.balance || ', its entries ' || sum(e.points)
        FROM account a JOIN ledger_entry e USING (tenant_id, account)
        GROUP BY a.tenant_id, a.account
        HAVING sum(e.points) <> a.balance OR count(*) <> a.version
            OR max(e.account_version) <> a.version
        UNION ALL
        SELECT 'card ' || card.card_id || ' holds ' || held.points || ', its lots ' || lots.points
        FROM (SELECT tenant_id, substr(account, instr(account, ':') + 1, 36) AS card_id,
                sum(balance) AS points FROM account
            WHERE account LIKE 'available:%' OR account LIKE 'lease:%' GROUP BY 1, 2) held
        JOIN card USING (tenant_id, card_id)
        LEFT JOIN (SELECT tenant_id, card_id, sum(points_left) AS points FROM lot GROUP BY 1, 2)
            lots USING (tenant_id, card_id)
        WHERE held.points <> coalesce(lots.points, 0)""",
    )


def s6_a_lease_is_spent_returned_or_left(books: sqlite3.Connection, _memory: Memory) -> list[str]:
    """And what is left under a device's leases is in its account, and nowhere else."""
    return _found(
        books,
        """SELECT 'lease ' || l.lease_id || ' granted ' || l.points_granted || ', spent '
            || l.points_spent || ', returned ' || l.points_returned || ', left '
            || coalesce(sum(p.points_left), 0)
        FROM lease l LEFT JOIN lease_lot p USING (tenant_id, lease_id)
        GROUP BY l.tenant_id, l.lease_id
        HAVING l.points_granted <> l.points_spent + l.points_returned
            + coalesce(sum(p.points_left), 0)
        UNION ALL
        SELECT 'leases hold ' || held.points || ', their accounts ' || accounts.points
        FROM (SELECT coalesce(sum(points_left), 0) AS points FROM lease_lot) held,
            (SELECT coalesce(sum(balance), 0) AS points FROM account
            WHERE account LIKE 'lease:%') accounts
        WHERE held.points <> accounts.points""",
    )


def s12_what_is_not_booked_has_no_effect(books: sqlite3.Connection, _memory: Memory) -> list[str]:
    """Parked, quarantined and rejected operations post nothing."""
    return _found(
        books,
        """SELECT o.operation_id || ' is ' || o.status || ' and posted' FROM operation o
        JOIN ledger_transaction t USING (tenant_id, operation_id)
        WHERE o.status NOT IN ('applied', 'adjusted')
        UNION ALL
        SELECT o.operation_id || ' is ' || o.status || ' and a visit' FROM operation o
        JOIN visit v USING (tenant_id, operation_id) WHERE o.status NOT IN ('applied', 'adjusted')
        """,
    )


def s13_effective_time_is_within_its_bounds(
    books: sqlite3.Connection, _memory: Memory
) -> list[str]:
    """Not after the server heard of it, and not before the device's operation before it."""
    return _found(
        books,
        """SELECT o.operation_id || ' effective after it was received' FROM operation o
        WHERE o.effective_at_ms > o.received_at_ms
        UNION ALL
        SELECT o.operation_id || ' effective before the one before it' FROM operation o
        JOIN operation p ON p.tenant_id = o.tenant_id AND p.device_id = o.device_id
            AND p.epoch = o.epoch AND p.seq = o.seq - 1
        WHERE p.effective_at_ms > o.effective_at_ms""",
    )


def s14_aliases_have_depth_one(books: sqlite3.Connection, _memory: Memory) -> list[str]:
    """An alias names somebody who is no alias."""
    return _found(
        books,
        """SELECT g.guest_id || ' is an alias of an alias' FROM guest g
        JOIN guest s ON s.tenant_id = g.tenant_id AND s.guest_id = g.alias_of
        WHERE s.alias_of IS NOT NULL""",
    )


def s14_an_alias_holds_nothing(books: sqlite3.Connection, _memory: Memory) -> list[str]:
    """What was his is the survivor's, under leases too."""
    return _found(
        books,
        """SELECT card_id || ' is an alias''s and holds ' || points_left FROM lot
        JOIN card USING (tenant_id, card_id) JOIN guest USING (tenant_id, guest_id)
        WHERE alias_of IS NOT NULL AND points_left <> 0""",
    )


def s15_one_bonus_for_each_person_and_promo(
    books: sqlite3.Connection, _memory: Memory
) -> list[str]:
    """Once for each occasion, whatever he was registered as, by a check or by the night."""
    return _found(
        books,
        """SELECT 'guest ' || card.guest_id || ' was given ' || gift.value || ' more than once'
        FROM ledger_transaction given, json_each(given.snapshot, '$.granted') gift
        JOIN card USING (tenant_id, card_id)
        LEFT JOIN operation USING (tenant_id, operation_id) WHERE cancelled_by IS NULL
        GROUP BY given.tenant_id, card.guest_id, gift.value HAVING count(*) > 1""",
    )


ALWAYS: tuple[Judge, ...] = (s1_all_accounts_sum_to_zero, s2_nobody_has_less_than_nothing)
AT_THE_END: tuple[Judge, ...] = (
    s3_entries_balances_and_lots_agree,
    s6_a_lease_is_spent_returned_or_left,
    s12_what_is_not_booked_has_no_effect,
    s13_effective_time_is_within_its_bounds,
    s14_aliases_have_depth_one,
    s14_an_alias_holds_nothing,
    s15_one_bonus_for_each_person_and_promo,
)


def _found(books: sqlite3.Connection, query: str, parameters: Iterable[Any] = ()) -> list[str]:
    """The first column of every row there should not be."""
    return [str(row[0]) for row in books.execute(query, tuple(parameters))]
