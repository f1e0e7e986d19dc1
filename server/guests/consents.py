"""What guests answered later than at a till, and to which text (GST-40, GST-44)."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, insert

from server.database import table_of
from server.guests.tables import ConsentRow
from server.tenants.service import tenant
from shared.domain.consents import ConsentAnswer, ConsentSource
from shared.domain.ids import GuestId, TenantId

_CONSENT = table_of(ConsentRow)
_KIND = "personal_data"
_LANGUAGE = "ru"
"""Of the text that was put to the guest (GST-43)."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the guest answered, and where."""

    answer: ConsentAnswer
    source: ConsentSource


def keep_answer(
    conn: Connection, tenant_id: TenantId, guest_id: GuestId, *, said: Said, at_ms: int
) -> None:
    """Writes the answer beside those given before."""
    owner = tenant(conn, tenant_id)
    row = {
        "tenant_id": tenant_id,
        "guest_id": guest_id,
        "kind": _KIND,
        "given_at_ms": at_ms,
        "is_accepted": said.answer is ConsentAnswer.ACCEPTED,
        "text_version": owner.privacy_text_version,
        "text_sha256": hashlib.sha256(owner.privacy_text[_LANGUAGE].encode()).hexdigest(),
        "source": said.source.value,
    }
    conn.execute(insert(_CONSENT), row)
