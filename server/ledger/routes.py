"""The public page where anybody checks the code on a receipt (P6): plain HTML, no script, no style.

Whoever holds the paper asks; he is told what the operation was, never whose. Wrong codes of one
address are counted, so nobody tries them out.
"""

from dataclasses import dataclass
from html import escape
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from server.exchange import Endpoint, address_of, host_of, query_of
from server.ledger.papers import proofs
from server.problems import preferred_language
from shared.domain.errors import Refusal
from shared.domain.ids import TenantId
from shared.receipt.proof import Proof, proof_lines, unknown_line
from shared.receipt.words import Language

HTML = "text/html"
NOT_FOUND = 404
_PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>{title}</title></head>
<body><h1>{title}</h1>
<form method="get"><label>{label}
<input name="code" value="{code}" maxlength="20" autocomplete="off"></label>
<button>{button}</button></form>
{answer}
</body></html>
"""
_TITLE = {Language.RU: "Проверка квитанции", Language.EN: "Check a receipt"}
_LABEL = {Language.RU: "Код под номером операции", Language.EN: "The code beside the operation"}
_BUTTON = {Language.RU: "Проверить", Language.EN: "Check"}


class PaperQuery(BaseModel):
    """The code on the paper; none asks for the empty page."""

    code: Annotated[str, Field(max_length=20)] = ""


@dataclass(eq=False)
class PaperUnknown(Refusal):
    """No operation of this tenant has that code; it counts as a guess."""

    code: ClassVar[str] = "paper_unknown"


async def check_paper(request: Request) -> Response:
    """The page for one tenant, with what the ledger has under the code."""
    host = host_of(request)
    tenant_id = TenantId(request.path_params["tenant_id"])
    code = query_of(request, PaperQuery).code.strip()
    language = Language(preferred_language(request.headers.get("accept-language", "")))
    if not code:
        return _page(language, code, ())
    try:
        with host.tries.guess(address_of(request), wrong=PaperUnknown):
            found = await host.database.read(lambda conn: _found(conn, tenant_id, code))
    except PaperUnknown:
        return _page(language, code, (unknown_line(language=language),), status=NOT_FOUND)
    lines = tuple(line for each in found for line in proof_lines(each, language=language))
    return _page(language, code, lines)


def _found(conn: Connection, tenant_id: TenantId, code: str) -> tuple[Proof, ...]:
    """Raises ``PaperUnknown``, for an unknown tenant too: strangers do not learn which exist."""
    found = proofs(conn, tenant_id, code)
    if not found:
        raise PaperUnknown
    return found


def _page(
    language: Language, code: str, lines: tuple[str, ...], *, status: int = 200
) -> HTMLResponse:
    content = _PAGE.format(
        language=language.value,
        title=_TITLE[language],
        label=_LABEL[language],
        button=_BUTTON[language],
        code=escape(code, quote=True),
        answer="\n".join(f"<p>{escape(line)}</p>" for line in lines),
    )
    return HTMLResponse(content, status_code=status, headers={"Content-Language": language.value})


ENDPOINTS = (
    Endpoint(
        method="GET",
        path="/r/{tenant_id}",
        handler=check_paper,
        summary="A page for people: whether the code on a receipt is in the ledger, unchanged",
        media_type=HTML,
        query=PaperQuery,
        refusals=("too_many_tries",),
    ),
)
