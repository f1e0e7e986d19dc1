"""Leases shown to a restored server: each is our own signed paper, and really waits or has lapsed.

Under a lapsed one the till may still have spent, and the house would pay. Not found here: a paper
that is gone; its till shows it again.
"""

from collections import Counter
from collections.abc import Iterator

from pydantic import ValidationError
from sqlalchemy import Connection, bindparam, func, select

from server.access import SignatureInvalid, check_signature, public_key_of
from server.database import table_of
from server.ledger.tables import AnnouncedLeaseRow, LeaseRow
from server.prepared import Fields, ask
from server.tenants.service import tenant
from shared.domain.ids import TenantId
from shared.sync.messages import SignedLease, lease_signing_text

_ANNOUNCED = table_of(AnnouncedLeaseRow)
_LEASE = table_of(LeaseRow)
_PAPERS = (
    select(_ANNOUNCED, func.coalesce(_LEASE.c.points_granted, 0).label("granted"))
    .outerjoin(
        _LEASE,
        (_LEASE.c.tenant_id == _ANNOUNCED.c.tenant_id)
        & (_LEASE.c.lease_id == _ANNOUNCED.c.lease_id),
    )
    .where(_ANNOUNCED.c.tenant_id == bindparam("tenant_id"))
    .order_by(_ANNOUNCED.c.lease_id)
)


def check_announced(conn: Connection, tenant_id: TenantId, counts: Counter[str]) -> Iterator[str]:
    """What does not fit in the tenant's papers of leases that a restore forgot."""
    owner = tenant(conn, tenant_id)
    key = public_key_of(owner.signing_seed)
    for row in ask(conn, _PAPERS, tenant_id=tenant_id):
        counts["leases shown"] += 1
        for problem in _wrongs(row, key, is_fenced=owner.is_fenced):
            yield f"lease {row.lease_id} that a till showed: {problem}"


def _wrongs(row: Fields, public_key: str, *, is_fenced: bool) -> Iterator[str]:
    try:
        paper = SignedLease.model_validate_json(row.lease)
        check_signature(public_key, text=lease_signing_text(paper), signature=paper.signature)
    except (ValidationError, SignatureInvalid):
        yield "is not as we signed it"
        return
    if (paper.tenant_id, paper.lease_id) != (row.tenant_id, row.lease_id):
        yield "is the paper of another one"
    elif row.granted >= sum(lot.points for lot in paper.lots) and not row.is_lapsed:
        yield "was granted again, whole"  # after a lapse by what gave the points, come too late
    elif not (row.is_lapsed or is_fenced):
        yield "waits although no fence is up"
