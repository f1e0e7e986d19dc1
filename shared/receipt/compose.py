"""Facts in, a device-free document out.

Source: CSH-62, CSH-63, CSH-64 (reprints say so), formats §8 (the slip must not pass for a fiscal
receipt). Must not know widths or code pages.
"""

from dataclasses import dataclass, replace

from shared.domain.codes import operation_payload
from shared.domain.money import DEFAULT_CURRENCY, Money
from shared.domain.points import points_value_minor
from shared.domain.quotes import DISCOUNTS, QuoteStep, StepKind
from shared.receipt.document import (
    Align,
    Block,
    Cut,
    Document,
    Pair,
    Qr,
    Separator,
    Space,
    Text,
)
from shared.receipt.facts import GuestCardFacts, GuestOnPaper, Place, ReceiptFacts, SlipKind
from shared.receipt.words import (
    Language,
    date_text,
    moment_text,
    money_text,
    number_text,
    percent_text,
    signed_text,
)


@dataclass(frozen=True, slots=True)
class SlipWords:
    """Every fixed word of a slip in one language."""

    titles: dict[SlipKind, str]
    lines: dict[str, str]
    """By the kind of the operation."""
    steps: dict[StepKind, str]
    copy: str
    not_fiscal: str
    pending: str
    practice: str
    guest: str
    card: str
    check: str
    check_number: str
    redeemed: str
    to_pay: str
    refunded: str
    receiver: str
    balance: str
    balance_here: str
    of_them_promo: str
    reason: str
    operation: str
    cashier: str
    approver: str
    until: str
    take_back: str
    keep_card: str
    your_code: str


_EXPLAINED = frozenset({"earn", "registration"})
"""The operations whose points the steps of a quote explain; that line stands below them."""

_CAN_BE_TAKEN_BACK = frozenset({"earn", "redeem", "discount", "adjustment"})
"""The operations that a cancel or a refund may name."""

_WORDS = {
    Language.RU: SlipWords(
        titles={
            SlipKind.EARN: "НАЧИСЛЕНИЕ",
            SlipKind.REDEEM: "СПИСАНИЕ",
            SlipKind.REDEEM_AND_EARN: "СПИСАНИЕ И НАЧИСЛЕНИЕ",
            SlipKind.ADJUSTMENT: "КОРРЕКТИРОВКА",
            SlipKind.CANCEL: "ОТМЕНА ОПЕРАЦИИ",
            SlipKind.REFUND: "ВОЗВРАТ ПО ЧЕКУ",
            SlipKind.TRANSFER: "ПЕРЕВОД БАЛЛОВ",
            SlipKind.REGISTRATION: "РЕГИСТРАЦИЯ",
            SlipKind.DISCOUNT: "СКИДКА",
        },
        lines={
            "earn": "Начислено баллов",
            "redeem": "Списано баллов",
            "registration": "Баллы за регистрацию",
            "adjustment": "Корректировка баллов",
            "cancel": "Отмена, баллов",
            "refund": "Возврат, баллов",
            "transfer": "Переведено баллов",
            "discount": "Скидка",
        },
        steps={
            StepKind.RULE: "{name}, {percent}",
            StepKind.LEVEL: "Уровень {name}, +{percent}",
            StepKind.PROMO: "Акция {name}",
            StepKind.NET_BASE: "База после списания",
            StepKind.NO_RULE: "Для этого чека правил нет",
            StepKind.PROMO_BEATEN: "Акция {name} уступила акции {beaten_by}",
            StepKind.RATE: "Пересчёт из {name}",
            StepKind.TIPS: "Чаевые не учитываются",
            StepKind.EXCLUDED: "Товары вне программы",
            StepKind.DISCOUNT: "Скидка {name}, {percent}",
            StepKind.OWN_DISCOUNT: "Личная скидка, {percent}",
            StepKind.MINIMUM: "Скидка действует для чеков от",
            StepKind.LIMIT: "Можно списать, {percent} чека",
            StepKind.BALANCE: "Доступно на карте",
            StepKind.PROMO_PART: "Акционные баллы",
            StepKind.REGULAR_PART: "Обычные баллы",
        },
        copy="КОПИЯ",
        not_fiscal="НЕ ЯВЛЯЕТСЯ ФИСКАЛЬНЫМ ДОКУМЕНТОМ",
        pending="Ожидает синхронизации с сервером",
        practice="Обучение: баллы ненастоящие",
        guest="Гость",
        card="Карта",
        check="Сумма чека",
        check_number="Чек №",
        redeemed="Списано баллами",
        to_pay="К оплате",
        refunded="Возвращено по чеку",
        receiver="Получатель",
        balance="Баланс",
        balance_here="Баланс по данным кассы",
        of_them_promo="в том числе акционные",
        reason="Причина",
        operation="Операция",
        cashier="Кассир",
        approver="Разрешено",
        until="до {date}",
        take_back="Код операции: для возврата и отмены на кассе",
        keep_card="Покажите этот код на кассе, чтобы копить и тратить баллы",
        your_code="Ваш код",
    ),
    Language.EN: SlipWords(
        titles={
            SlipKind.EARN: "POINTS EARNED",
            SlipKind.REDEEM: "POINTS REDEEMED",
            SlipKind.REDEEM_AND_EARN: "REDEEMED AND EARNED",
            SlipKind.ADJUSTMENT: "ADJUSTMENT",
            SlipKind.CANCEL: "OPERATION CANCELLED",
            SlipKind.REFUND: "CHECK REFUNDED",
            SlipKind.TRANSFER: "POINTS TRANSFERRED",
            SlipKind.REGISTRATION: "REGISTRATION",
            SlipKind.DISCOUNT: "DISCOUNT",
        },
        lines={
            "earn": "Points earned",
            "redeem": "Points redeemed",
            "registration": "Points for joining",
            "adjustment": "Points adjusted",
            "cancel": "Points reversed",
            "refund": "Points refunded",
            "transfer": "Points transferred",
            "discount": "Discount",
        },
        steps={
            StepKind.RULE: "{name}, {percent}",
            StepKind.LEVEL: "{name} level, +{percent}",
            StepKind.PROMO: "Promo {name}",
            StepKind.NET_BASE: "Base after redemption",
            StepKind.NO_RULE: "No rule matches this check",
            StepKind.PROMO_BEATEN: "Promo {name} gave way to {beaten_by}",
            StepKind.RATE: "Converted from {name}",
            StepKind.TIPS: "Tips do not count",
            StepKind.EXCLUDED: "Items outside the programme",
            StepKind.DISCOUNT: "{name} discount, {percent}",
            StepKind.OWN_DISCOUNT: "Personal discount, {percent}",
            StepKind.MINIMUM: "Discounts are for checks from",
            StepKind.LIMIT: "Up to {percent} of the check",
            StepKind.BALANCE: "Available on the card",
            StepKind.PROMO_PART: "Promo points",
            StepKind.REGULAR_PART: "Regular points",
        },
        copy="COPY",
        not_fiscal="NOT A FISCAL DOCUMENT",
        pending="Waiting to be synchronised with the server",
        practice="Training: the points are not real",
        guest="Guest",
        card="Card",
        check="Check amount",
        check_number="Check No.",
        redeemed="Paid with points",
        to_pay="To pay",
        refunded="Refunded",
        receiver="Receiver",
        balance="Balance",
        balance_here="Balance known to this till",
        of_them_promo="of them promo",
        reason="Reason",
        operation="Operation",
        cashier="Cashier",
        approver="Approved by",
        until="until {date}",
        take_back="Code of the operation: for a refund at the till",
        keep_card="Show this code at the till to collect and spend points",
        your_code="Your code",
    ),
}


def compose_receipt(facts: ReceiptFacts, *, language: Language, copy_number: int = 0) -> Document:
    """The receipt of one check, adjustment or cancellation; ``copy_number`` 0 is the original."""
    words = _WORDS[language]
    blocks: list[Block] = [*_head(facts.place, words, copy_number=copy_number)]
    blocks += [Text(words.titles[facts.kind], Align.CENTER, is_bold=True), Space()]
    check = _check_blocks(facts, words, language)
    blocks += [*check, Separator()] if check else []
    points = _points_blocks(facts, words, language)
    blocks += [*points, Separator()] if points else []
    blocks += _guest_blocks(facts.guest, words)
    if facts.receiver is not None:
        blocks.append(Pair(words.receiver, facts.receiver.name or facts.receiver.masked_phone))
    blocks += _foot(facts, words)
    return Document((*blocks, Cut()))


def compose_guest_card(
    facts: GuestCardFacts, *, language: Language, copy_number: int = 0
) -> Document:
    """The paper card a guest takes home: QR and 6-digit code (CSH-46, CSH-62)."""
    words = _WORDS[language]
    blocks: list[Block] = [*_head(facts.place, words, copy_number=copy_number)]
    blocks += [
        Text(facts.programme_name, Align.CENTER, is_bold=True),
        Text(facts.guest.name, Align.CENTER),
        Qr(facts.qr_payload),
    ]
    if facts.guest.display_code:
        blocks += [
            Text(words.your_code, Align.CENTER),
            Text(facts.guest.display_code, Align.CENTER, is_bold=True, is_large=True),
        ]
    blocks += [
        Space(),
        Text(words.practice if facts.place.is_practice else words.keep_card, Align.CENTER),
        Space(),
        Text(words.not_fiscal, Align.CENTER),
        Cut(),
    ]
    return Document(tuple(blocks))


_OF_MONEY = frozenset(
    {StepKind.NET_BASE, StepKind.TIPS, StepKind.EXCLUDED, StepKind.RATE, StepKind.MINIMUM}
)
"""Steps that speak of roubles, not of points."""
_OF_REDEEMING = frozenset(
    {StepKind.LIMIT, StepKind.BALANCE, StepKind.PROMO_PART, StepKind.REGULAR_PART}
)
"""Steps that say how many points there are, where the others say how many are added."""
_SAID_ALOUD = DISCOUNTS | {StepKind.PROMO_BEATEN, StepKind.NO_RULE}
"""Steps that a cashier may be asked about, and nobody takes home."""


def told_steps(facts: ReceiptFacts) -> tuple[QuoteStep, ...]:
    """The steps of the earning that a guest cares for: what gave points, and what gave none."""
    unsaid = _OF_REDEEMING | _SAID_ALOUD
    told = (step for step in facts.steps if step.kind not in unsaid)
    return tuple(step for step in told if step.points or step.kind in _OF_MONEY)


def step_pair(step: QuoteStep, *, currency: str = DEFAULT_CURRENCY, language: Language) -> Pair:
    """One line of the explanation: what, and how many points it gave.

    Its moment is told as it stands; its money is in ``currency``.
    """
    words = _WORDS[language]
    label = words.steps[step.kind].format(
        name=step.name,
        percent=percent_text(step.basis_points, language=language),
        beaten_by=step.beaten_by,
    )
    if step.expires_at is not None:
        label += ", " + words.until.format(date=date_text(step.expires_at.date()))
    if step.kind in _OF_MONEY:
        return Pair(label, money_text(Money(step.base_minor, currency), language=language))
    if step.kind in _OF_REDEEMING:
        return Pair(label, number_text(step.points, language=language))
    return Pair(label, signed_text(step.points, language=language))


def _head(place: Place, words: SlipWords, *, copy_number: int) -> list[Block]:
    blocks: list[Block] = [Text(place.restaurant_name, Align.CENTER, is_bold=True, is_large=True)]
    if place.restaurant_address:
        blocks.append(Text(place.restaurant_address, Align.CENTER))
    if copy_number:
        blocks.append(
            Text(f"{words.copy} {copy_number}", Align.CENTER, is_bold=True, is_large=True)
        )
    blocks.append(Separator())
    return blocks


def _check_blocks(facts: ReceiptFacts, words: SlipWords, language: Language) -> list[Block]:
    blocks: list[Block] = []
    if facts.check_number:
        blocks.append(Pair(words.check_number, facts.check_number))
    if facts.check_amount is not None:
        blocks.append(Pair(words.check, money_text(facts.check_amount, language=language)))
    off = _off(facts, words, language)
    if off is not None and facts.to_pay is not None:
        blocks.append(off)
        blocks.append(Pair(words.to_pay, money_text(facts.to_pay, language=language), is_bold=True))
    if facts.refunded is not None:
        refunded = money_text(facts.refunded, language=language)
        blocks.append(Pair(words.refunded, refunded, is_bold=True))
    return blocks


def _off(facts: ReceiptFacts, words: SlipWords, language: Language) -> Pair | None:
    """What of the check is paid with points, or is not to be paid at all."""
    if facts.discount is not None:
        step = next(step for step in facts.steps if step.kind in DISCOUNTS)
        label = step_pair(step, language=language).label
        value = replace(facts.discount, minor=-facts.discount.minor)
        return Pair(label, money_text(value, language=language))
    redeemed = -sum(line.points for line in facts.lines if line.kind == "redeem")
    if not redeemed or facts.to_pay is None:
        return None
    value = Money(-points_value_minor(redeemed), facts.to_pay.currency)
    return Pair(words.redeemed, money_text(value, language=language))


def _points_blocks(facts: ReceiptFacts, words: SlipWords, language: Language) -> list[Block]:
    lines = _line_blocks(facts, words, language) if facts.has_points else []
    reason = [Pair(words.reason, facts.reason)] if facts.reason else []
    balance = _balance_blocks(facts, words, language) if facts.has_points else []
    return [*lines, *reason, *balance]


def _line_blocks(facts: ReceiptFacts, words: SlipWords, language: Language) -> list[Block]:
    currency = facts.check_amount.currency if facts.check_amount else DEFAULT_CURRENCY
    blocks: list[Block] = []
    for line in facts.lines:
        if line.kind in _EXPLAINED:
            steps = told_steps(facts)
            blocks += [step_pair(step, currency=currency, language=language) for step in steps]
        value = signed_text(line.points, language=language)
        blocks.append(Pair(words.lines[line.kind], value, is_bold=True))
        if line.kind == "redeem" and line.promo and line.regular:
            promo = number_text(-line.promo, language=language)
            blocks.append(Pair(words.of_them_promo, promo))
    return blocks


def _balance_blocks(facts: ReceiptFacts, words: SlipWords, language: Language) -> list[Block]:
    label = words.balance_here if facts.is_pending else words.balance
    total = Pair(label, number_text(facts.balance, language=language), is_bold=True)
    if not facts.balance_promo:
        return [total]
    promo = number_text(facts.balance_promo, language=language)
    return [total, Pair(words.of_them_promo, promo)]


def _guest_blocks(guest: GuestOnPaper, words: SlipWords) -> list[Block]:
    blocks: list[Block] = [Pair(words.guest, guest.name or guest.masked_phone)]
    if guest.display_code:
        blocks.append(Pair(words.card, guest.display_code))
    return blocks


def _foot(facts: ReceiptFacts, words: SlipWords) -> list[Block]:
    blocks: list[Block] = [Pair(words.cashier, facts.place.staff_name)]
    if facts.approver_name:
        blocks.append(Pair(words.approver, facts.approver_name))
    blocks.append(Pair(facts.place.device_name, moment_text(facts.local_time)))
    blocks += [Pair(f"{words.operation} {line.seq}", line.short_hash) for line in facts.lines]
    blocks += _code_blocks(facts, words)
    blocks.append(Space())
    if facts.place.is_practice:
        blocks.append(Text(words.practice, Align.CENTER))
    elif facts.is_pending:
        blocks.append(Text(words.pending, Align.CENTER))
    blocks.append(Text(words.not_fiscal, Align.CENTER))
    return blocks


def _code_blocks(facts: ReceiptFacts, words: SlipWords) -> list[Block]:
    """The operation's code for a scanner, on slips of what can be taken back.

    Digits of our own, with a caption, so that nobody takes it for the code of a fiscal receipt.
    """
    if not facts.lines or facts.lines[0].kind not in _CAN_BE_TAKEN_BACK:
        return []
    payload = operation_payload(facts.lines[0].operation_id)
    return [Space(), Qr(payload), Text(words.take_back, Align.CENTER)]
