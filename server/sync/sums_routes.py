"""The two endpoints by which a till finds out what in its replica is wrong, and mends it."""

from typing import Annotated

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from server.devices.service import authenticated
from server.exchange import Endpoint, host_of, query_of, reply, signed_by
from server.sync.sums import sums, things
from shared.sync.messages import (
    CHANGES_LIMIT_DEFAULT,
    CHANGES_LIMIT_MAX,
    Cursor,
    Epoch,
    Seq,
)
from shared.sync.sums import BucketMask, SumsReply, ThingsReply, buckets_in


class SumsQuery(BaseModel):
    """How far the till has read the feed."""

    server_epoch: Epoch
    seq: Seq


class ThingsQuery(BaseModel):
    """Which buckets, after which place of the feed, and how many things at most."""

    buckets: BucketMask
    seq: Seq = 0
    limit: Annotated[int, Field(ge=1, le=CHANGES_LIMIT_MAX)] = CHANGES_LIMIT_DEFAULT


async def bucket_sums(request: Request) -> Response:
    """The sum of every bucket, for a till at the feed's end."""
    host = host_of(request)
    claim = signed_by(request)
    query = query_of(request, SumsQuery)
    at = Cursor(server_epoch=query.server_epoch, seq=query.seq)
    return reply(
        await host.database.read(lambda conn: sums(conn, authenticated(conn, claim), at=at))
    )


async def bucket_things(request: Request) -> Response:
    """What is in the buckets, page by page."""
    host = host_of(request)
    claim = signed_by(request)
    query = query_of(request, ThingsQuery)
    buckets = buckets_in(query.buckets)
    return reply(
        await host.database.read(
            lambda conn: things(
                conn,
                authenticated(conn, claim),
                buckets,
                after=query.seq,
                limit=query.limit,
            )
        )
    )


ENDPOINTS = (
    Endpoint(
        method="GET",
        path="/api/v1/sync/sums",
        handler=bucket_sums,
        summary="Sums of the parts of a replica, to find where it differs",
        query=SumsQuery,
        reply=SumsReply,
        refusals=("signature_invalid", "device_revoked"),
        is_signed=True,
    ),
    Endpoint(
        method="GET",
        path="/api/v1/sync/sums/things",
        handler=bucket_things,
        summary="Everything in those parts, as it is now",
        query=ThingsQuery,
        reply=ThingsReply,
        refusals=("signature_invalid", "device_revoked"),
        is_signed=True,
    ),
)
