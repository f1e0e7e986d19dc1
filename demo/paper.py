"""Every slip the printer was sent, read back from its bytes, against the ledger.

The bytes are read by a printer of our own for tests; the ledger is the server's export. What is
compared is what a guest and an auditor would compare: the change of points, the balance, the
operation's short hash, a card's code and QR.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from printers.profiles import PAPER_80
from printers.transliterate import NO_BREAK_SPACE, transliterate
from shared.domain.codes import ScanKind, qr_payload, understand_scan
from shared.operations.chain import short_hash
from shared.receipt.compose_shift import KINDS_IN_ORDER, kind_text
from shared.receipt.words import Language, number_text, signed_text
from tests.printers.paper import Paper, paper_from

BOOKED = frozenset({"applied", "adjusted"})
PAPERLESS = frozenset({"lease_release", "device_lost", "shift_open", "shift_handover"})
"""What gives nobody anything to hold in his hand."""
REPORT = "shift_close"
"""Its paper is a report of all that was done in the shift."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many operations and receipts were held against each other, and what differs."""

    operations: int
    leases_returned: int
    """Operations of the tills themselves, of which no guest gets a slip."""
    receipts: int
    differences: tuple[str, ...]


def read_papers(*folders: Path) -> list[Paper]:
    """The slips that were sent to the virtual printers, in order."""
    slips = [slip for folder in folders for slip in sorted(folder.glob("*.bin"))]
    return [paper_from(slip.read_bytes(), columns=PAPER_80.columns) for slip in slips]


def code_of_last_slip(folder: Path) -> str:
    """The code of its operation at the end of the newest slip, read from what was printed."""
    (code,) = read_papers(folder)[-1].codes
    return code


def compare(
    papers: list[Paper], operations: Iterable[dict[str, Any]], *, language: Language
) -> Comparison:
    """Every operation is on paper as it was booked, and every slip speaks of an operation."""
    told_of = list(operations)
    booked = [operation for operation in told_of if operation["kind"] not in PAPERLESS]
    differences: list[str] = []
    said: Counter[str] = Counter()
    for number, paper in enumerate(papers, start=1):
        told = [operation for operation in booked if _hash_of(operation) in paper.text]
        cards = [operation for operation in booked if _card_payload(operation) in paper.codes]
        said.update(operation["hash"] for operation in told)
        slips = [operation for operation in told if operation["kind"] != REPORT]
        reports = [operation for operation in told if operation["kind"] == REPORT]
        wrongs = [
            *_wrong_points(paper, slips, language),
            *(
                wrong
                for each in reports
                for wrong in _wrong_sums(paper, each, told_of, language=language)
            ),
            *(wrong for card in cards for wrong in _wrong_code(paper, card)),
            *_strange_codes(paper, slips),
        ]
        if not told and not cards:
            wrongs.append("it speaks of no operation")
        differences += [f"slip {number}: {wrong}" for wrong in wrongs]
    differences += _wrong_counts(booked, said)
    returned = sum(1 for operation in told_of if operation["kind"] == "lease_release")
    return Comparison(len(booked), returned, len(papers), tuple(differences))


def _wrong_counts(booked: list[dict[str, Any]], said: Counter[str]) -> Iterator[str]:
    """Each operation is on one slip: a printer that was away has not printed it twice."""
    for operation in sorted(booked, key=lambda each: each["seq"]):
        papers = said[operation["hash"]]
        if papers == 0:
            yield f"operation {operation['seq']} is on no paper"
        elif papers > 1:
            yield f"operation {operation['seq']} is on {papers} papers"


def _wrong_points(paper: Paper, told: list[dict[str, Any]], language: Language) -> Iterator[str]:
    """The change of each operation, and the balance after the last of them."""
    for operation in told:
        if operation["status"] not in BOOKED:
            yield f"operation {operation['seq']} was {operation['status']}"
            continue
        effect = operation["effect"]
        expected = [signed_text(effect["regular"] + effect["promo"], language=language)]
        if operation is told[-1]:
            after = effect["regular_after"] + effect["promo_after"]
            expected.append(number_text(after, language=language))
        for text in map(_as_printed, expected):
            if not any(line.text.endswith(f" {text}") for line in paper.lines):
                yield f"operation {operation['seq']} was booked with {text}"


def _strange_codes(paper: Paper, told: list[dict[str, Any]]) -> Iterator[str]:
    """A code for a refund that opens something else than what the slip speaks of."""
    for scan in map(understand_scan, paper.codes):
        if scan.kind is ScanKind.OPERATION and scan.value not in {
            operation["operation_id"] for operation in told
        }:
            yield f"its code opens {scan.value}"


def _wrong_sums(
    paper: Paper, closing: dict[str, Any], told_of: list[dict[str, Any]], *, language: Language
) -> Iterator[str]:
    """The report has what the ledger booked in the shift, kind by kind, and nothing else."""
    counts: Counter[str] = Counter()
    points: Counter[str] = Counter()
    for operation in told_of:
        if operation["shift_id"] == closing["shift_id"] and operation["effect"] is not None:
            counts[operation["kind"]] += 1
            points[operation["kind"]] += operation["effect"]["regular"]
            points[operation["kind"]] += operation["effect"]["promo"]
    lines = [line.text for line in paper.lines]
    for kind in KINDS_IN_ORDER:
        label = f"{kind_text(kind, language=language)}: "
        expected = f"{label}{counts[kind]}"
        found = next((line for line in lines if line.startswith(label)), None)
        amount = _as_printed(signed_text(points[kind], language=language))
        if (found is not None) != bool(counts[kind]):
            yield f"the report is wrong about {kind}"
        elif found is not None and not (
            found.startswith(f"{expected} ") and found.endswith(f" {amount}")
        ):
            yield f"the report says of {kind}: {found}"


def _wrong_code(paper: Paper, registration: dict[str, Any]) -> Iterator[str]:
    code = registration["card"]["display_code"]
    if code not in paper.text:
        yield f"the card's code is {code}"


def _as_printed(text: str) -> str:
    return transliterate(text, can_print=str.isascii).replace(NO_BREAK_SPACE, " ")


def _hash_of(operation: dict[str, Any]) -> str:
    return short_hash(bytes.fromhex(operation["hash"]))


def _card_payload(operation: dict[str, Any]) -> str | None:
    """What the QR of the card says that a registration handed out."""
    return qr_payload(operation["card"]["token"]) if operation["card"] else None
