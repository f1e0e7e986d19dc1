"""Judges of the end: liveness, and what every promise to a person came to."""

import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from operator import itemgetter

from server.ledger.house_acts import EFFECTS
from server.ledger.incoming import POINTS_EFFECT
from server.ledger.verify import verify
from server.tenants.service import tenant
from shared.domain.ledger import EntryKind
from shared.domain.programme import ProgrammeSettings
from shared.operations.bodies import (
    EarnBody,
    OperationBody,
    RedeemBody,
    RegistrationBody,
    parse_body,
)
from shared.operations.chain import GENESIS, ChainPlace, link_hash, operation_id_of
from simulation.judges import afterwards, modes, nights, replicas, risks, shifts, tampering
from simulation.tablet import Tablet
from simulation.world import World

Verdict = Callable[[World, sqlite3.Connection], list[str]]
_ROWS_OF_TENANT = """SELECT 'operation', count(*) FROM operation WHERE tenant_id = ?1
    UNION ALL SELECT 'ledger_transaction', count(*) FROM ledger_transaction WHERE tenant_id = ?1
    UNION ALL SELECT 'account', count(*) FROM account WHERE tenant_id = ?1
    UNION ALL SELECT 'lot', count(*) FROM lot WHERE tenant_id = ?1
    UNION ALL SELECT 'guest', count(*) FROM guest WHERE tenant_id = ?1
    UNION ALL SELECT 'lease', count(*) FROM lease WHERE tenant_id = ?1
    UNION ALL SELECT 'device', count(*) FROM device WHERE tenant_id = ?1"""
_MUST_BE_BOOKED = frozenset({"earn", "redeem", "registration"})
_BOOKED = """SELECT o.original_id || ':' || ? AS key, max(t.transaction_seq) IS NOT NULL AS moved
    FROM operation o LEFT JOIN ledger_transaction t USING (tenant_id, operation_id)
    WHERE o.status IN ('applied', 'adjusted') GROUP BY o.original_id"""
_DONE_BY_NIGHT = """SELECT json_extract(snapshot, '$.act.act_id'), kind FROM ledger_transaction
    WHERE operation_id IS NULL AND kind IN ('EXPIRE', 'PROMO_GRANT')"""
_GRACE_MS = timedelta(days=ProgrammeSettings().version_grace_days) // timedelta(milliseconds=1)
_BY_ORIGINAL = """SELECT o.tenant_id, o.status, o.code, t.transaction_seq,
        CASE o.code WHEN 'bonus_repeated' THEN json_extract(o.outcome, '$.data.points')
            WHEN 'programme_outdated' THEN iif(EXISTS (SELECT 1 FROM programme_version told
                    JOIN programme_version later ON later.number > told.number
                    WHERE told.version_id = json_extract(o.body, '$.programme_version_id')
                        AND later.published_at_ms < o.effective_at_ms - :grace_ms),
                json_extract(o.outcome, '$.data.claimed')
                    - json_extract(o.outcome, '$.data.booked'), 0)
            ELSE 0 END AS less
    FROM operation o LEFT JOIN ledger_transaction t USING (tenant_id, operation_id)
    WHERE o.original_id = :original_id"""
"""``less``: by how much less than the till had claimed it may rightly have moved."""

_FORGOTTEN = """SELECT pruned_to FROM me WHERE epoch = ?1
    UNION SELECT pruned_to FROM past_epoch WHERE epoch = ?1"""
"""Up to where the till forgot what the backups have, by its own word."""


def s4_chains_hold_on_the_tablets(world: World, _books: sqlite3.Connection) -> list[str]:
    """Contiguous, linked, and every id follows from its place and body.

    Each epoch from its first operation on, or from the first that the till has not forgotten.
    """
    return [
        f"{tablet.name}, epoch {epoch}: {problem}"
        for tablet in world.tablets
        for epoch, links in itertools.groupby(_outbox(tablet), key=itemgetter(0))
        for problem in _broken_links(tablet, epoch, links)
    ]


def _broken_links(
    tablet: Tablet, epoch: int, links: Iterable[tuple[int, int, str, str, str]]
) -> Iterator[str]:
    assert tablet.running
    me = tablet.me()
    found = tablet.running.store.read_now(lambda db: db.execute(_FORGOTTEN, (epoch,)).fetchone())
    forgotten = found[0] if found else 0
    previous, expected = None if forgotten else GENESIS, forgotten + 1
    for _, seq, operation_id, body, link_text in links:
        link = bytes.fromhex(link_text)
        place = ChainPlace(me.tenant_id, me.device_id, epoch, seq)
        if seq != expected:
            yield f"{seq} in the place of {expected}"
        elif previous is not None and link_hash(place, previous, body) != link:
            yield f"the chain breaks at {seq}"
        elif (parse_body(body).origin or operation_id_of(link)) != operation_id:
            yield f"the id of {seq} is not its hash's"
        previous, expected = link, seq + 1


def s4_totals_run_on(world: World, _books: sqlite3.Connection) -> list[str]:
    """Each body counts the one before it, and adds its own points (§2)."""
    wrong = []
    for tablet in world.tablets:
        rows = [(row[0], row[1], parse_body(row[3])) for row in _outbox(tablet)]
        for (epoch, seq, before), (same, _, body) in itertools.pairwise(rows):
            if same != epoch or before.origin or body.origin:
                continue
            earned, redeemed = _points_of(body)
            told = (body.totals.count, body.totals.earned, body.totals.redeemed)
            totals = before.totals
            if told != (totals.count + 1, totals.earned + earned, totals.redeemed + redeemed):
                wrong.append(f"{tablet.name}: totals after {seq} are {told}")
    return wrong


def _points_of(body: OperationBody) -> tuple[int, int]:
    """Earned and redeemed by it."""
    match body:
        case EarnBody():
            return body.regular_points + sum(grant.points for grant in body.grants), 0
        case RegistrationBody():
            return sum(grant.points for grant in body.grants), 0
        case RedeemBody():
            return 0, body.points
        case _:
            return 0, 0


def s6_a_till_holds_what_is_left_of_its_leases(
    world: World, books: sqlite3.Connection
) -> list[str]:
    """What was taken or given back is nobody's to spend; of the rest the server sets aside as much.

    It may set aside more: a promised redemption that comes before its lease is granted again is
    paid from elsewhere. Never less, or the till would spend what another may have.
    """
    left = dict(
        books.execute(
            """SELECT lease_id, sum(points_left) FROM lease JOIN lease_lot
            USING (tenant_id, lease_id) WHERE ended = '' GROUP BY 1"""
        ).fetchall()
    )
    shut_out = world.shut_out()
    return [
        f"{tablet.name} has {points} left of {lease_id}, the server {left.get(lease_id, 0)}"
        for number, tablet in enumerate(world.tablets)
        if number not in shut_out and not world.has_clones
        for lease_id, points in _leases_of(tablet)
        if points > left.get(lease_id, 0)
    ]


def s9_every_till_shows_what_the_server_has(world: World, books: sqlite3.Connection) -> list[str]:
    """With nothing pending, replicas are the server's rows, value for value."""
    return replicas.differences(world, books)


def e1_the_ledger_rebuilt_from_bodies_is_the_ledger(
    world: World, _books: sqlite3.Connection
) -> list[str]:
    """``verify-ledger`` computes everything again and finds nothing."""
    return list(world.house.read(verify).problems)


def e2_every_confirmation_has_exactly_one_record(
    world: World, books: sqlite3.Connection
) -> list[str]:
    """And at most one effect, under whatever ids it travelled."""
    wrong = []
    shut_out = world.shut_out()
    for each in world.witness.confirmations:
        rows = _by_original(books, each.operation_id)
        if not rows and each.tablet not in shut_out:
            wrong.append(f"{each.kind} {each.operation_id} of tablet {each.tablet} is lost")
        posted = [row for row in rows if row["transaction_seq"] is not None]
        if len(posted) > 1:
            wrong.append(f"{each.kind} {each.operation_id} was booked {len(posted)} times")
    return wrong


def e3_goods_handed_out_are_paid_for(world: World, books: sqlite3.Connection) -> list[str]:
    """What a guest went home with is applied: earned, redeemed, registered.

    Or waits for him, whom only a till that is shut out can tell to a restored server.
    """
    wrong = []
    only_there = _registered_only_where_nobody_tells(world, books)
    for each in world.witness.confirmations:
        statuses = {row["status"] for row in _by_original(books, each.operation_id)}
        if statuses == {"parked"} and each.guest_id in only_there:
            continue
        if each.kind in _MUST_BE_BOOKED and statuses and not statuses & {"applied", "adjusted"}:
            codes = {row["code"] for row in _by_original(books, each.operation_id)}
            wrong.append(f"{each.kind} {each.operation_id} was confirmed and is {statuses} {codes}")
    return wrong


def _registered_only_where_nobody_tells(world: World, books: sqlite3.Connection) -> set[str]:
    shut_out = world.shut_out()
    return {
        each.guest_id
        for each in world.witness.confirmations
        if each.kind == "registration"
        and each.tablet in shut_out
        and not _by_original(books, each.operation_id)
    }


def e4_the_slip_says_what_was_booked(world: World, books: sqlite3.Connection) -> list[str]:
    """P5: an applied earn or redemption moved the points the paper says.

    But for a bonus that its guest got elsewhere meanwhile (S15), and for a programme that was
    out of force for longer than its grace (LOY-45): of that the till is told. A slip that waited
    for the server's word says what was booked.
    """
    wrong = []
    for each in world.witness.confirmations:
        for row in _by_original(books, each.operation_id):
            if each.kind not in {"earn", "redeem"} or row["transaction_seq"] is None:
                continue
            moved = _moved(books, row)
            if moved != each.points - (row["less"] if each.is_pending else 0):
                wrong.append(f"{each.kind} {each.operation_id}: {each.points} on paper, {moved}")
    return wrong


def e5_one_person_is_one_guest(world: World, books: sqlite3.Connection) -> list[str]:
    """However often and wherever he was registered (§8)."""
    rows = books.execute(
        """SELECT phone, count(*) FROM guest WHERE tenant_id = ? AND alias_of IS NULL
        GROUP BY phone HAVING count(*) > 1""",
        (world.template.tenant_id,),
    )
    return [f"{row[1]} guests have the phone {row[0]}" for row in rows]


def s10_the_neighbour_is_untouched(world: World, books: sqlite3.Connection) -> list[str]:
    """Nothing that we did is in another tenant's books."""
    rows = books.execute(_ROWS_OF_TENANT, (world.template.neighbour_id,))
    return [f"the neighbour has {count} rows in {table}" for table, count in rows if count]


def s16_one_effect_for_each_booking(world: World, books: sqlite3.Connection) -> list[str]:
    """The company's own systems hear of every booking, of nothing else, and always the same.

    What a restored server books again it tells again: the recipient knows its key. What a night
    warns of is no booking.
    """
    if not world.profile.is_told:
        return []
    booked = {row["key"]: row["moved"] for row in books.execute(_BOOKED, (POINTS_EFFECT,))}
    for act_id, kind in books.execute(_DONE_BY_NIGHT).fetchall():
        booked[f"{act_id}:{EFFECTS[EntryKind(kind)]}"] = True
    heard = world.witness.heard
    wrong = [
        f"nobody was told of {key}" for key, moved in booked.items() if moved and key not in heard
    ]
    if not world.restores:
        kinds = {POINTS_EFFECT, *EFFECTS.values()}
        told = {key for key in heard if key.partition(":")[2] in kinds}
        wrong += [f"{key} was told and is not booked" for key in told - booked.keys()]
        wrong += [f"{key} was told twice" for key, texts in heard.items() if len(texts) > 1]
    return wrong


def l2_nothing_is_parked_whose_registration_exists(
    _world: World, books: sqlite3.Connection
) -> list[str]:
    """What waited for a guest is decided once he is known."""
    rows = books.execute(
        """SELECT o.operation_id FROM operation o JOIN guest g
        ON g.tenant_id = o.tenant_id AND g.guest_id = o.guest_id WHERE o.status = 'parked'"""
    )
    return [f"{row[0]} is still parked" for row in rows]


def l3_suspense_is_empty(_world: World, books: sqlite3.Connection) -> list[str]:
    """Every shortfall of a restore was repaid by what came later, or by the house at last."""
    rows = books.execute(
        "SELECT account, balance FROM account WHERE account LIKE 'suspense%' AND balance <> 0"
    )
    return [f"{row[0]} is {row[1]}" for row in rows]


def l4_the_fence_is_lifted(world: World, _books: sqlite3.Connection) -> list[str]:
    """Once every tablet has told what it knew, a restored server decides everything again."""
    owner = world.house.read(lambda conn: tenant(conn, world.template.tenant_id))
    return ["the server is still fenced"] if owner.is_fenced else []


ALL: tuple[Verdict, ...] = (
    e1_the_ledger_rebuilt_from_bodies_is_the_ledger,
    e2_every_confirmation_has_exactly_one_record,
    e3_goods_handed_out_are_paid_for,
    e4_the_slip_says_what_was_booked,
    e5_one_person_is_one_guest,
    tampering.e6_a_forged_row_is_found,
    afterwards.e8_a_check_goes_back_once,
    afterwards.e8_a_present_is_neither_more_nor_less,
    nights.e9_nothing_expires_before_its_time,
    modes.e10_points_of_a_restaurant_stay_there,
    modes.e10_a_till_shows_what_counts_there,
    modes.e10_only_cards_in_use_hold_points,
    shifts.e11_a_report_is_what_was_booked,
    shifts.e11_a_shift_has_all_that_was_done_in_it,
    s10_the_neighbour_is_untouched,
    risks.s11_the_house_loses_only_what_it_risked,
    s16_one_effect_for_each_booking,
    l2_nothing_is_parked_whose_registration_exists,
    l3_suspense_is_empty,
    l4_the_fence_is_lifted,
    s4_chains_hold_on_the_tablets,
    s4_totals_run_on,
    s6_a_till_holds_what_is_left_of_its_leases,
    s9_every_till_shows_what_the_server_has,
)


def _outbox(tablet: Tablet) -> list[tuple[int, int, str, str, str]]:
    """Epoch, seq, id, body and hash of every operation it keeps, in order."""
    assert tablet.running
    rows: list[tuple[int, int, str, str, str]] = tablet.running.store.read_now(
        lambda db: db.execute(
            "SELECT epoch, seq, operation_id, body, hash FROM outbox ORDER BY epoch, seq"
        ).fetchall()
    )
    return rows


def _leases_of(tablet: Tablet) -> list[tuple[str, int]]:
    """Leases with something left that it counts as its own."""
    assert tablet.running
    rows: list[tuple[str, int]] = tablet.running.store.read_now(
        lambda db: db.execute(
            """SELECT lease_id, sum(points_left) FROM lease JOIN lease_lot USING (lease_id)
            WHERE closed_seq IS NULL GROUP BY 1"""
        ).fetchall()
    )
    return rows


def _by_original(books: sqlite3.Connection, operation_id: str) -> list[sqlite3.Row]:
    asked = {"original_id": operation_id, "grace_ms": _GRACE_MS}
    return books.execute(_BY_ORIGINAL, asked).fetchall()


def _moved(books: sqlite3.Connection, row: sqlite3.Row) -> int:
    """What the guest gained (or paid) by the transaction, whoever it came from in the end."""
    found = books.execute(
        """SELECT coalesce(-sum(points), 0) FROM ledger_entry
        WHERE tenant_id = ? AND transaction_seq = ? AND account IN ('issued', 'redeemed')""",
        (row["tenant_id"], row["transaction_seq"]),
    ).fetchone()
    return int(found[0])
