"""What is refused because of the state a whole tenant is in."""

from typing import ClassVar

from shared.domain.errors import Refusal


class ServerFenced(Refusal):
    """The server was restored and waits for its tills: until then it grants nothing (design §9).

    Nor does it decide who is who: it may have forgotten what else was decided.
    """

    code: ClassVar[str] = "server_fenced"
