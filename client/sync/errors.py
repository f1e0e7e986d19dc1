"""What can go wrong between a till and its server."""

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from client.store.errors import Trouble
from shared.domain.errors import Refusal

SHUT_OUT: Final = frozenset({"device_revoked", "device_unknown"})
"""What a server says to a till it takes nothing from: only a person can mend that."""


class ServerUnreachable(Trouble):
    """No answer: no network, wrong address, or too slow."""

    code: ClassVar[str] = "server_unreachable"


class ServerTrouble(Trouble):
    """The server answered that it cannot now; it may say when to come again."""

    code: ClassVar[str] = "server_trouble"

    def __init__(self, status: int, retry_after_seconds: float | None = None) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.retry_after_seconds = retry_after_seconds


class ProtocolTrouble(Trouble):
    """What came back is not an answer of our server: garbage, a wrong nonce or signature."""

    code: ClassVar[str] = "protocol_trouble"


class VersionUnsupported(Trouble):
    """Till and server are more than one version apart: one of them needs an update."""

    code: ClassVar[str] = "version_unsupported"


class RequestRefused(Trouble):
    """The server understood the request and refuses it as a whole."""

    code: ClassVar[str] = "request_refused"

    def __init__(self, status: int, problem: str, data: dict[str, Any]) -> None:
        super().__init__(f"HTTP {status} {problem}")
        self.status = status
        self.problem = problem
        """The machine code of the problem: ``sequence_gap``, ``device_revoked`` …"""
        self.data = data


@dataclass(eq=False)
class PacketUnreadable(Refusal):
    """No packet, damaged, or sealed to another company's server."""

    code: ClassVar[str] = "packet_unreadable"


@dataclass(eq=False)
class TakenCodeWrong(Refusal):
    """Not the code the server gives to who delivers this till's work as it is now."""

    code: ClassVar[str] = "taken_code_wrong"


@dataclass(eq=False)
class EnrolmentCodeUnknown(Refusal):
    """Nobody issued this code."""

    code: ClassVar[str] = "enrolment_code_unknown"


@dataclass(eq=False)
class EnrolmentCodeExpired(Refusal):
    """The code was issued too long ago."""

    code: ClassVar[str] = "enrolment_code_expired"


@dataclass(eq=False)
class EnrolmentCodeUsed(Refusal):
    """Another device enrolled with this code."""

    code: ClassVar[str] = "enrolment_code_used"
