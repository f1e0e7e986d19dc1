"""Whether books and paper name both: who did what he may not do alone, and who allowed it.

The books are the server's own answer to where a guest's points came from.
"""

from collections.abc import Iterator
from typing import Any

from tests.printers.paper import Paper


def wrong_names(
    told: dict[str, Any], papers: list[Paper], *, asker: str, approver: str
) -> tuple[str, ...]:
    """What is wrong about the corrections that cashiers made to the guest of whom is ``told``.

    ``told`` is what ``explain-balance`` printed. That there are none is wrong as well.
    """
    bookings = [lot["booking"] for lot in told["lots"]]
    corrections = [each for each in bookings if _is_by_a_cashier(each)]
    if not corrections:
        return ("the books know of no correction by a cashier",)
    return tuple(
        wrong
        for each in corrections
        for wrong in _wrong(each, papers, asker=asker, approver=approver)
    )


def _is_by_a_cashier(booking: dict[str, Any]) -> bool:
    person = booking["person"]
    return booking["kind"] == "MANUAL_ADJUST" and person is not None and person["role"] == "CASHIER"


def _wrong(
    booking: dict[str, Any], papers: list[Paper], *, asker: str, approver: str
) -> Iterator[str]:
    operation = booking["operation"]
    if booking["person"]["name"] != asker:
        yield f"operation {operation['number']} was not asked for by {asker}"
    if booking["approver"] is None or booking["approver"]["name"] != approver:
        yield f"operation {operation['number']} was not allowed by {approver}"
    for name in (asker, approver):
        if not any(operation["receipt"] in each.text and name in each.text for each in papers):
            yield f"operation {operation['number']} is on no paper with {name}"
