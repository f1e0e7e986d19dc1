"""A report of a shift as a device-free document.

Source: field.md rows 19 and 25; formats §8 (it must not pass for a fiscal report). Must not know
widths or code pages.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from shared.receipt.document import Align, Block, Cut, Document, Pair, Separator, Space, Text
from shared.receipt.shift_facts import ReportKind, ReportLine, ShiftReportFacts
from shared.receipt.words import Language, moment_text, money_text, number_text, signed_text

KINDS_IN_ORDER: Final = (
    "registration",
    "earn",
    "redeem",
    "discount",
    "adjustment",
    "transfer",
    "refund",
    "cancel",
)
"""What a report speaks of, as it is read."""


@dataclass(frozen=True, slots=True)
class _Words:
    titles: dict[ReportKind, str]
    note: dict[ReportKind, str]
    kinds: dict[str, str]
    copy: str
    not_fiscal: str
    shift: str
    opened: str
    opened_by: str
    closed: str
    closed_by: str
    made: str
    points: str
    checks: str
    refunded: str
    total: str
    others: str
    nothing: str
    waiting: str
    operation: str


_WORDS: Final = {
    Language.RU: _Words(
        titles={
            ReportKind.X: "X-ОТЧЁТ ПО БАЛЛАМ",
            ReportKind.Z: "Z-ОТЧЁТ ПО БАЛЛАМ",
            ReportKind.ADDENDUM: "ДОПОЛНЕНИЕ {number} К Z-ОТЧЁТУ",
        },
        note={
            ReportKind.X: "Смена продолжается",
            ReportKind.Z: "",
            ReportKind.ADDENDUM: "Сервер учёл иначе, чем было в отчёте: ниже – разница",
        },
        kinds={
            "registration": "Регистрации",
            "earn": "Начисления",
            "redeem": "Списания",
            "discount": "Скидки",
            "adjustment": "Корректировки",
            "transfer": "Переводы",
            "refund": "Возвраты",
            "cancel": "Отмены",
        },
        copy="КОПИЯ",
        not_fiscal="НЕ ЯВЛЯЕТСЯ ФИСКАЛЬНЫМ ДОКУМЕНТОМ",
        shift="Смена",
        opened="Открыта",
        opened_by="Кто открыл",
        closed="Закрыта",
        closed_by="Кто закрыл",
        made="Составлено",
        points="баллы",
        checks="на сумму чеков",
        refunded="возвращено денег",
        total="ВСЕГО",
        others="Все сотрудники",
        nothing="Операций не было",
        waiting="Ждут ответа сервера",
        operation="Операция",
    ),
    Language.EN: _Words(
        titles={
            ReportKind.X: "POINTS X REPORT",
            ReportKind.Z: "POINTS Z REPORT",
            ReportKind.ADDENDUM: "ADDENDUM {number} TO Z REPORT",
        },
        note={
            ReportKind.X: "The shift goes on",
            ReportKind.Z: "",
            ReportKind.ADDENDUM: "The server booked otherwise than reported: these are the changes",
        },
        kinds={
            "registration": "Registrations",
            "earn": "Earned",
            "redeem": "Redeemed",
            "discount": "Discounts",
            "adjustment": "Adjustments",
            "transfer": "Transfers",
            "refund": "Refunds",
            "cancel": "Cancellations",
        },
        copy="COPY",
        not_fiscal="NOT A FISCAL DOCUMENT",
        shift="Shift",
        opened="Opened",
        opened_by="Opened by",
        closed="Closed",
        closed_by="Closed by",
        made="Made",
        points="points",
        checks="for checks of",
        refunded="money returned",
        total="TOTAL",
        others="Everybody",
        nothing="There were no operations",
        waiting="Waiting for the server",
        operation="Operation",
    ),
}


def compose_shift_report(
    facts: ShiftReportFacts, *, language: Language, copy_number: int = 0
) -> Document:
    """The report on paper; ``copy_number`` 0 is the original."""
    words = _WORDS[language]
    blocks: list[Block] = [*_head(facts, words, copy_number=copy_number), Separator()]
    blocks += _times(facts, words)
    blocks.append(Separator())
    if facts.totals:
        sections = [(each.name or words.others, each.lines) for each in facts.colleagues]
        if len(sections) > 1:
            sections.insert(0, (words.total, facts.totals))
        for name, lines in sections:
            blocks.append(Pair(name, words.points, is_bold=True))
            for line in in_order(lines):
                blocks += _line(line, language)
            blocks.append(Separator())
    else:
        blocks.append(Text(words.nothing, Align.CENTER))
        blocks.append(Separator())
    blocks += _foot(facts, words)
    return Document(tuple(blocks))


def in_order(lines: Iterable[ReportLine]) -> list[ReportLine]:
    """``lines`` as they are read."""
    return sorted(lines, key=lambda line: KINDS_IN_ORDER.index(line.kind))


def kind_text(kind: str, *, language: Language) -> str:
    """``Начисления``."""
    return _WORDS[language].kinds[kind]


def _head(facts: ShiftReportFacts, words: _Words, *, copy_number: int) -> Iterator[Block]:
    yield Text(facts.place.restaurant_name, Align.CENTER, is_bold=True, is_large=True)
    if facts.place.restaurant_address:
        yield Text(facts.place.restaurant_address, Align.CENTER)
    if copy_number:
        yield Text(f"{words.copy} {copy_number}", Align.CENTER, is_bold=True, is_large=True)
    yield Separator()
    title = words.titles[facts.kind].format(number=facts.addendum)
    yield Text(title, Align.CENTER, is_bold=True)
    yield Text(f"{words.shift} {facts.number}, {facts.place.device_name}", Align.CENTER)
    if words.note[facts.kind]:
        yield Text(words.note[facts.kind], Align.CENTER)


def _times(facts: ShiftReportFacts, words: _Words) -> Iterator[Block]:
    yield Pair(words.opened, moment_text(facts.opened_at))
    yield Pair(words.opened_by, facts.opened_by)
    is_end = facts.kind is ReportKind.Z
    yield Pair(words.closed if is_end else words.made, moment_text(facts.told_at))
    if facts.closed_by:
        yield Pair(words.closed_by, facts.closed_by)


def _line(line: ReportLine, language: Language) -> Iterator[Block]:
    words = _WORDS[language]
    label = f"{words.kinds[line.kind]}: {number_text(line.count, language=language)}"
    yield Pair(label, signed_text(line.points, language=language))
    money = words.refunded if line.kind == "refund" else words.checks
    for amount in line.amounts:
        yield Pair(money, money_text(amount, language=language))


def _foot(facts: ShiftReportFacts, words: _Words) -> Iterator[Block]:
    if facts.waiting and not facts.place.is_practice:
        yield Pair(words.waiting, str(facts.waiting), is_bold=True)
    if facts.seq:
        yield Pair(f"{words.operation} {facts.seq}", facts.short_hash)
    yield Space()
    yield Text(words.not_fiscal, Align.CENTER)
    yield Cut()
