"""Judges of what is done about points after a check: money back, and presents among guests."""

import sqlite3

from simulation.world import World

_ROUNDED_MAX = 3
"""A part of each kind of points, and of what the house paid, is rounded down."""
_TAKEN_BACK = """WITH moved AS (
        SELECT operation_id, -sum(points) AS points FROM ledger_transaction
        JOIN ledger_entry USING (tenant_id, transaction_seq)
        WHERE account IN ('issued', 'redeemed') GROUP BY operation_id)
    SELECT target.operation_id, target.kind, cancelled_by IS NOT NULL AS is_cancelled,
        json_extract(body, '$.check.amount_minor') AS amount_minor,
        coalesce((SELECT points FROM moved WHERE operation_id = target.operation_id), 0) AS points,
        coalesce((SELECT points FROM moved WHERE operation_id = cancelled_by), 0)
            AS points_cancelled,
        (SELECT json_extract(snapshot, '$.shortfall') + json_extract(snapshot, '$.expired')
            FROM ledger_transaction WHERE operation_id = target.cancelled_by) AS missing_then,
        coalesce(sum(refund_minor), 0) AS back_minor,
        coalesce(sum(shortfall + expired), 0) AS missing,
        coalesce(sum((SELECT points FROM moved WHERE operation_id = refund.operation_id)), 0)
            AS points_back
    FROM operation target LEFT JOIN refund ON refund.target_operation_id = target.operation_id
    WHERE target.kind IN ('earn', 'redeem')
        AND (refund.operation_id IS NOT NULL OR cancelled_by IS NOT NULL)
    GROUP BY target.operation_id"""
_GIVEN = """SELECT operation_id, json_extract(body, '$.points') AS points,
        -sum(min(points, 0)) AS given, sum(max(points, 0)) AS got,
        sum(account NOT LIKE 'available:%') AS elsewhere
    FROM operation JOIN ledger_transaction USING (tenant_id, operation_id)
    JOIN ledger_entry USING (tenant_id, transaction_seq)
    WHERE operation.kind = 'transfer' GROUP BY operation_id"""
_TERMS = """SELECT born.lot_id FROM ledger_transaction given,
        json_each(given.snapshot, '$.origins') origin
    JOIN lot born ON born.lot_id = origin.key JOIN lot source ON source.lot_id = origin.value
    WHERE given.kind = 'TRANSFER_OUT'
        AND (born.kind <> source.kind OR born.expires_at_ms IS NOT source.expires_at_ms)"""


def e8_a_check_goes_back_once(_world: World, books: sqlite3.Connection) -> list[str]:
    """In how many parts ever: never more than was paid, and just the points that moved on it.

    What could not be taken because it was spent or has expired is on record (LOY-96…LOY-101).
    """
    wrong = []
    for row in books.execute(_TAKEN_BACK):
        amount_minor, back_minor = row["amount_minor"], row["back_minor"]
        if back_minor > amount_minor:
            wrong.append(f"{row['operation_id']}: {back_minor} of {amount_minor} went back")
        if row["is_cancelled"] and row["missing_then"] is None:
            continue  # nothing was left that could be taken
        is_whole = row["is_cancelled"] or back_minor == amount_minor
        due = row["points"] if is_whole else row["points"] * back_minor / amount_minor
        back = -row["points_back"] - row["points_cancelled"]
        back += row["missing"] + (row["missing_then"] or 0)
        if abs(back - due) > (0 if is_whole else _ROUNDED_MAX):
            wrong.append(f"{row['kind']} {row['operation_id']}: {back} points back of {due}")
    return wrong


def e8_a_present_is_neither_more_nor_less(_world: World, books: sqlite3.Connection) -> list[str]:
    """Who gives has as many points less as who gets has more, and they last no longer (LED-41)."""
    wrong = [
        f"transfer {row['operation_id']} of {row['points']}: {row['given']} given, {row['got']} got"
        for row in books.execute(_GIVEN)
        if {row["given"], row["got"]} != {row["points"]} or row["elsewhere"]
    ]
    return wrong + [f"lot {row['lot_id']} has another term" for row in books.execute(_TERMS)]
