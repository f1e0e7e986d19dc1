"""Which tenant a device is of, and its key: what never changes, kept at hand for the next request.

So a push is believed or refused before it takes a place in any queue. Whether the device was shut
out since is asked of the database, in the transaction. Must not know where devices are kept.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from server.access import SignatureInvalid
from shared.domain.ids import DeviceId, TenantId

ENROLLED_MAX = 50_000


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A device's own facts; its key raw Ed25519, base64."""

    tenant_id: TenantId
    public_key: str


class Roster:
    """Belongs to one event loop."""

    def __init__(self) -> None:
        self._known: OrderedDict[DeviceId, Enrolled] = OrderedDict()

    async def enrolled(
        self, device_id: DeviceId, find: Callable[[], Awaitable[Enrolled | None]]
    ) -> Enrolled:
        """The facts of ``device_id``, asked of ``find`` the first time.

        Raises ``SignatureInvalid`` when nobody has that id.
        """
        known = self._known.get(device_id) or await find()
        if known is None:
            raise SignatureInvalid
        self._known[device_id] = known
        self._known.move_to_end(device_id)
        if len(self._known) > ENROLLED_MAX:
            self._known.popitem(last=False)
        return known
