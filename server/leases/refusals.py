"""What is refused about leases, beside what the domain refuses."""

from typing import ClassVar

from shared.domain.errors import Refusal


class ServerFenced(Refusal):
    """The server was restored and waits for its tills: until then it grants nothing (design §9)."""

    code: ClassVar[str] = "server_fenced"
