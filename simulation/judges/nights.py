"""Judges of the nights: what was due was done, and nothing before its time (LOY-17…20, LOY-31)."""

import sqlite3
from datetime import timedelta

from sqlalchemy import Connection, text

from server.programme.service import current
from server.tenants.service import tenant
from shared.domain.expiring import EXPIRY_GRACE
from shared.domain.ids import TenantId
from shared.domain.programme import ProgrammeVersion, PromoKind
from shared.operations.encode import from_millis
from simulation.template import BIRTHDAY
from simulation.world import World

_MS = timedelta(milliseconds=1)
_GRACE_MS = EXPIRY_GRACE // _MS
_OVERDUE = """SELECT lot_id, points_left FROM lot JOIN card USING (tenant_id, card_id)
    WHERE lot.tenant_id = :tenant AND points_left > (SELECT coalesce(sum(held.points_left), 0)
            FROM lease_lot held WHERE held.lot_id = lot.lot_id)
        AND CASE kind WHEN 'PROMO' THEN expires_at_ms
            ELSE max(coalesce(last_activity_at_ms, 0), effective_at_ms) + :idle_ms
        END + :grace_ms <= :at_ms"""
_STANDING = """SELECT card_id, level_id, lifetime_spent_minor FROM card
    WHERE tenant_id = :tenant AND status = 'ACTIVE' AND NOT EXISTS (
        SELECT 1 FROM ledger_transaction late WHERE late.tenant_id = card.tenant_id
            AND late.card_id = card.card_id AND late.posted_at_ms >= :began_ms)"""
"""But for those a till told of while the night went on: they wait for the next one."""
_UNCONGRATULATED = """SELECT guest_id FROM guest
    WHERE tenant_id = :tenant AND alias_of IS NULL AND birth_date = :born
        AND NOT EXISTS (SELECT 1 FROM bonus_grant given WHERE given.guest_id = guest.guest_id
            AND promo_id = :promo AND occasion = :year)"""
_EXPIRED = """SELECT taken.lot_id, lot.kind, lot.expires_at_ms, lot.effective_at_ms,
        night.posted_at_ms, (SELECT max(done.effective_at_ms) FROM ledger_transaction done
            WHERE done.tenant_id = night.tenant_id AND done.card_id = night.card_id
                AND done.transaction_seq < night.transaction_seq
                AND done.kind IN ('EARN', 'REDEEM')) AS active_at_ms
    FROM ledger_transaction night JOIN lot_use taken USING (tenant_id, transaction_seq)
    JOIN lot USING (tenant_id, lot_id) WHERE night.kind = 'EXPIRE'"""
_WAS_PARTED = "SELECT count(*) FROM guest_merge WHERE undone_at_ms IS NOT NULL"


def left_undone(conn: Connection, tenant_id: TenantId, *, began_ms: int, at_ms: int) -> list[str]:
    """What was due in the night that is just over, and was not done. Nothing behind a fence."""
    programme = current(conn, tenant_id)
    assert programme is not None, "every morning has one"
    if tenant(conn, tenant_id).is_fenced:
        return []
    idle_ms = timedelta(days=programme.settings.inactivity_days) // _MS
    when = {"tenant": tenant_id, "idle_ms": idle_ms, "grace_ms": _GRACE_MS, "at_ms": at_ms}
    return [
        *(
            f"lot {row.lot_id} still holds {row.points_left}"
            for row in conn.execute(text(_OVERDUE), when)
        ),
        *(
            f"card {row.card_id} is on a level too low"
            for row in conn.execute(text(_STANDING), {"tenant": tenant_id, "began_ms": began_ms})
            if _is_too_low(row.level_id, row.lifetime_spent_minor, programme)
        ),
        *_uncongratulated(conn, tenant_id, programme, at_ms=at_ms),
    ]


def e9_nothing_expires_before_its_time(world: World, books: sqlite3.Connection) -> list[str]:
    """Not within three days of its term, nor while the guest was about."""
    programme = world.house.read(lambda conn: current(conn, world.template.tenant_id))
    assert programme is not None
    idle_ms = timedelta(days=programme.settings.inactivity_days) // _MS
    was_parted = books.execute(_WAS_PARTED).fetchone()[0]
    wrong = []
    for row in books.execute(_EXPIRED):
        due_ms = row["expires_at_ms"]
        if row["kind"] == "REGULAR":  # of whom was parted, nobody here knows who was about
            active_at_ms = 0 if was_parted else row["active_at_ms"] or 0
            due_ms = max(active_at_ms, row["effective_at_ms"]) + idle_ms
        early_ms = due_ms + _GRACE_MS - row["posted_at_ms"]
        if early_ms > 0:
            wrong.append(f"lot {row['lot_id']} expired {early_ms} ms early")
    return wrong


def _is_too_low(level_id: str, spent_minor: int, programme: ProgrammeVersion) -> bool:
    (has,) = (x.threshold_minor for x in programme.levels if x.level_id == level_id)
    return any(has < x.threshold_minor <= spent_minor for x in programme.levels)


def _uncongratulated(
    conn: Connection, tenant_id: TenantId, programme: ProgrammeVersion, *, at_ms: int
) -> list[str]:
    """Whoever was born on this day has his present, from the night or from a check before it."""
    today = from_millis(at_ms).date()
    if (today.month, today.day) != (BIRTHDAY.month, BIRTHDAY.day):
        return []
    (promo,) = (x for x in programme.promos if x.kind is PromoKind.BIRTHDAY)
    asked = {"born": BIRTHDAY.isoformat(), "promo": promo.promo_id, "year": str(today.year)}
    rows = conn.execute(text(_UNCONGRATULATED), {"tenant": tenant_id, **asked})
    return [f"nobody congratulates {row.guest_id}" for row in rows]
