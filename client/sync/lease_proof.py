"""Whether a lease is our server's word to this very device: nothing else is worth any points."""

import json
import logging
from collections.abc import Iterable

from client.store.me import Me
from client.sync.keys import is_signed
from shared.sync.messages import Change, ChangesReply, SignedLease, lease_signing_text
from shared.sync.payloads import LeasePayload

log = logging.getLogger(__name__)


def is_proven(lease: SignedLease, me: Me) -> bool:
    """Whether the tenant's key granted ``lease`` to this device; one that is not is noted."""
    is_ours = (lease.tenant_id, lease.device_id) == (me.tenant_id, me.device_id)
    if is_ours and is_signed(
        lease_signing_text(lease), signature=lease.signature, public_key=me.server_public_key
    ):
        return True
    log.warning("a lease nobody granted us is passed over", extra={"lease_id": lease.lease_id})
    return False


def proven_page(page: ChangesReply, me: Me) -> ChangesReply:
    """``page`` without leases that are not proven."""
    return page.model_copy(update={"changes": proven_changes(page.changes, me)})


def proven_changes(changes: Iterable[Change], me: Me) -> tuple[Change, ...]:
    """``changes`` without leases that are not proven."""
    return tuple(change for change in changes if _is_trustworthy(change, me))


def _is_trustworthy(change: Change, me: Me) -> bool:
    """What is no readable lease is not judged here."""
    if change.kind != "lease" or change.gone:
        return True
    try:
        told = LeasePayload.model_validate_json(json.dumps(change.data))
    except ValueError:
        return True
    return is_proven(told.lease, me)
