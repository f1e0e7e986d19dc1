"""The endpoint by which a till becomes a device of ours."""

from starlette.requests import Request
from starlette.responses import Response

from server.devices.enrolment import enrol
from server.devices.refusals import EnrolmentCodeUnknown
from server.exchange import Endpoint, address_of, host_of, message_of, origin_of, reply
from shared.sync.messages import EnrolReply, EnrolRequest


async def enrol_device(request: Request) -> Response:
    """A code and a public key in, an identity out; only wrong codes count as tries."""
    host = host_of(request)
    asked = await message_of(request, EnrolRequest)
    with host.tries.guess(address_of(request), wrong=EnrolmentCodeUnknown):
        answer = await host.database.write(
            lambda conn: enrol(
                conn,
                asked,
                now_ms=host.clock.now_ms(),
                chance=host.chance,
                origin=origin_of(request),
            )
        )
    return reply(answer)


ENDPOINTS = (
    Endpoint(
        method="POST",
        path="/api/v1/devices/enrol",
        handler=enrol_device,
        summary="Make a till a device of the restaurant whose single-use code it presents",
        request=EnrolRequest,
        reply=EnrolReply,
        refusals=(
            "enrolment_code_unknown",
            "enrolment_code_used",
            "enrolment_code_expired",
            "device_revoked",
            "field_invalid",
            "too_many_tries",
        ),
    ),
)
