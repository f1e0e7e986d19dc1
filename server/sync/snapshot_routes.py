"""The endpoints of a new device's first load: the manifest, and each part."""

from pydantic import BaseModel
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from server.devices.service import Device, authenticated
from server.exchange import Endpoint, host_of, query_of, reply, signed_by
from server.feed import service as feed
from server.sync.present import present
from server.sync.refusals import SnapshotPartUnknown
from server.sync.snapshots import Offer, Snapshots
from server.tenants.service import tenant
from shared.operations.fields import HexHash
from shared.sync.messages import Change, Cursor
from shared.sync.snapshots import SnapshotReply

PART_MEDIA_TYPE = "application/zstd"
OWN_CHANGES_MAX = 2_000
"""Programmes, colleagues, codes …: what a till of one restaurant must know beside the crowd."""


class PartQuery(BaseModel):
    """Which part."""

    sha256: HexHash


async def offer_snapshot(request: Request) -> Response:
    """What there is to load, and what the device needs for its first sale."""
    host = host_of(request)
    claim = signed_by(request)
    device = await host.database.read(lambda conn: authenticated(conn, claim))
    snapshots = _snapshots_of(request)
    offer = Offer()
    if snapshots is not None:
        offer = await snapshots.offer(device.tenant_id, at=device.restaurant_id)
    now_ms = host.clock.now_ms()
    answer = await host.database.read(
        lambda conn: _told(conn, authenticated(conn, claim), offer=offer, now_ms=now_ms)
    )
    return reply(answer)


async def snapshot_part(request: Request) -> Response:
    """One part, as a file; a range of it, too."""
    host = host_of(request)
    claim = signed_by(request)
    query = query_of(request, PartQuery)
    device = await host.database.read(lambda conn: authenticated(conn, claim))
    snapshots = _snapshots_of(request)
    path = None
    if snapshots is not None:
        path = snapshots.part(device.tenant_id, query.sha256, at=device.restaurant_id)
    if path is None:
        raise SnapshotPartUnknown
    return FileResponse(path, media_type=PART_MEDIA_TYPE)


def _told(conn: Connection, reader: Device, *, offer: Offer, now_ms: int) -> SnapshotReply:
    owner = tenant(conn, reader.tenant_id)
    beginning = Cursor(server_epoch=owner.server_epoch, seq=0)
    snapshot = offer.snapshot
    return SnapshotReply(
        is_building=offer.is_building,
        cursor=snapshot.cursor if snapshot else beginning,
        parts=snapshot.parts if snapshot else (),
        changes=_own_changes(conn, reader) if snapshot or offer.is_building else (),
        server_time_ms=now_ms,
    )


def _own_changes(conn: Connection, reader: Device) -> tuple[Change, ...]:
    audience = feed.Audience(reader.restaurant_id, reader.device_id)
    entries = feed.entries_beside_the_crowd(
        conn, reader.tenant_id, reader=audience, limit=OWN_CHANGES_MAX
    )
    first = feed.FeedEntry(0, "tenant", reader.tenant_id)
    return present(conn, reader, (first, *entries))


def _snapshots_of(request: Request) -> Snapshots | None:
    """None on a server that keeps none."""
    found: Snapshots | None = getattr(request.state, "snapshots", None)
    return found


ENDPOINTS = (
    Endpoint(
        method="GET",
        path="/api/v1/sync/snapshot",
        handler=offer_snapshot,
        summary="What a new device loads instead of following the feed from its start",
        reply=SnapshotReply,
        is_signed=True,
    ),
    Endpoint(
        method="GET",
        path="/api/v1/sync/snapshot/part",
        handler=snapshot_part,
        summary="A part of the snapshot, named by the hash of its bytes",
        query=PartQuery,
        media_type=PART_MEDIA_TYPE,
        refusals=("snapshot_part_unknown",),
        is_signed=True,
    ),
)
