"""``verify``: the whole ledger computed again from its parts, and everything that does not fit.

Reads only. Nothing is believed because it is stored: chains are hashed again from the verbatim
bodies, balances added up from entries, lots from their uses. Changed, deleted, inserted, moved or
cut-off rows each leave a difference that names the first thing that does not fit.

What nothing else proves is not found: what moves by itself (last contacts, horizons told, tries of
a delivery, which leases were recalled, how far the night's jobs are), codes reserved and not given
yet, and the loss of a lease that a till showed to a restored server: it shows it again.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice

from sqlalchemy import Connection, Select, select

from server.audit import check_activities
from server.database import Row
from server.ledger.decisions import check_decisions
from server.ledger.verification.announced import check_announced
from server.ledger.verification.bookings import check_approvals
from server.ledger.verification.books import check_books
from server.ledger.verification.cards import check_cards
from server.ledger.verification.chains import check_chains
from server.ledger.verification.deeds import check_cancels
from server.ledger.verification.effects import check_effects
from server.ledger.verification.grants import check_grants
from server.ledger.verification.heard import Heard
from server.ledger.verification.house import check_house
from server.ledger.verification.house_effects import check_house_effects
from server.ledger.verification.leases import check_leases
from server.ledger.verification.people import check_merges, people
from server.ledger.verification.received import check_received
from server.ledger.verification.refunds import check_refunds
from server.ledger.verification.registrations import check_registrations
from server.ledger.verification.replicas import check_feed, check_slots
from server.ledger.verification.shifts import check_shifts
from server.prepared import ask_one
from server.scope import step_into_tenant
from server.tenants.service import tenants
from server.witness import check_witnesses

PROBLEMS_MAX = 1_000
"""A ledger that is broken everywhere is not worth a longer list."""
NOTHING = "there is no tenant, so nothing was verified"


@dataclass(frozen=True, slots=True)
class Report:
    """How much was checked, and what does not fit."""

    counts: dict[str, int]
    problems: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether everything fits."""
        return not self.problems

    def lines(self) -> tuple[str, ...]:
        """The report as text: problems first, counts, and the verdict as the last line."""
        counted = tuple(f"{what} {count}" for what, count in self.counts.items())
        more = "at least " if len(self.problems) == PROBLEMS_MAX else ""
        return (
            *self.problems,
            "checked: " + ", ".join(counted),
            f"differences: {more}{len(self.problems)}",
        )


def verify(conn: Connection, *, problems_max: int = PROBLEMS_MAX) -> Report:
    """The report on every tenant's ledger, from one snapshot of the database.

    It ends with the ``problems_max``-th problem.
    """
    counts: Counter[str] = Counter()
    problems = tuple(islice(_problems(conn, counts), problems_max))
    return Report(dict(counts), problems)


def _problems(conn: Connection, counts: Counter[str]) -> Iterator[str]:
    try:
        everybody = tuple(tenants(conn))
    except ValueError as error:
        yield f"a row of tenant cannot be read: {error}"
        return
    if not everybody:
        yield NOTHING
    yield from _strays(conn)
    for tenant in everybody:
        step_into_tenant(conn, tenant.tenant_id)
        counts["tenants"] += 1
        heard = Heard(people(conn, tenant.tenant_id))
        found = chain(
            check_chains(conn, tenant.tenant_id, counts, heard=heard),
            check_decisions(conn, tenant.tenant_id),
            check_books(conn, tenant.tenant_id, counts, heard=heard),
            check_approvals(conn, tenant.tenant_id),
            check_leases(conn, tenant.tenant_id, counts),
            check_announced(conn, tenant.tenant_id, counts),
            check_cards(conn, tenant.tenant_id, counts, heard=heard),
            check_cancels(conn, tenant.tenant_id),
            check_refunds(conn, tenant.tenant_id),
            check_effects(conn, tenant.tenant_id),
            check_house(conn, tenant.tenant_id),
            check_house_effects(conn, tenant.tenant_id),
            check_received(conn, tenant.tenant_id),
            check_registrations(conn, tenant.tenant_id),
            check_merges(conn, tenant.tenant_id),
            check_grants(conn, tenant.tenant_id),
            check_shifts(conn, tenant.tenant_id),
            check_slots(conn, tenant.tenant_id, heard),
            check_feed(conn, tenant.tenant_id, heard),
            check_activities(conn, tenant.tenant_id),
            check_witnesses(conn, tenant.tenant_id, counts),
        )
        yield from (f"tenant {tenant.tenant_id}: {problem}" for problem in found)


def _strays(conn: Connection) -> Iterator[str]:
    """Rows of a tenant that there is not. PostgreSQL shows none to anybody, and keeps none."""
    for name, stray in _stray_rows().items():
        found = ask_one(conn, stray)
        if found is not None:
            yield f"tenant {found.tenant_id}: a row of {name} is of a tenant that there is not"


@cache
def _stray_rows() -> dict[str, Select[tuple[str]]]:
    """For each table, a query for one of them."""
    tenant = Row.metadata.tables["tenant"]
    return {
        table.name: select(table.c.tenant_id)
        .where(table.c.tenant_id.not_in(select(tenant.c.tenant_id)))
        .limit(1)
        for table in Row.metadata.sorted_tables
        if table is not tenant
    }
