"""Everything that can go wrong as an RFC 7807 problem: status, stable code, words, data (LED-37).

The words are in English, or in Russian when the caller prefers it; machines go by ``code``. A
code without an entry here is a bug that the tests catch. Must not know what raised a refusal.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ExceptionHandler

from server.access import SCHEME
from server.database import DatabaseUnavailable
from shared.domain.errors import FieldInvalid, Refusal
from shared.operations.sentences import Sentence, field_sentence
from shared.sync.messages import Problem

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:max-loyalty:problem:"
RETRY_AFTER_SECONDS = 1
LANGUAGES = ("en", "ru")


class Kind(NamedTuple):
    """One kind of problem."""

    status: int
    en: str
    ru: str
    retryable: bool = False


KINDS: Mapping[str, Kind] = {
    # what the rules of loyalty refuse
    "phone_invalid": Kind(422, "This is not a Russian phone number.", "Это не номер телефона РФ."),
    "amount_invalid": Kind(422, "The check amount is not usable.", "Такая сумма чека невозможна."),
    "card_not_usable": Kind(
        409, "The card's status forbids this.", "Статус карты не позволяет этого."
    ),
    "tenant_frozen": Kind(
        403, "The loyalty programme is suspended.", "Программа лояльности приостановлена."
    ),
    "guest_unknown": Kind(404, "There is no such guest.", "Такого гостя нет."),
    "check_too_small": Kind(
        422, "The check is too small to redeem points.", "Чек слишком мал для списания баллов."
    ),
    "redemption_below_minimum": Kind(
        422, "Fewer points than may be redeemed.", "Меньше минимума списания."
    ),
    "redemption_above_limit": Kind(
        422, "More points than this check allows.", "Больше, чем позволяет этот чек."
    ),
    "points_shortfall": Kind(409, "The card holds fewer points.", "На карте меньше баллов."),
    "lease_missing": Kind(
        409, "This till holds fewer points of the guest.", "На этой кассе меньше баллов гостя."
    ),
    "leased_elsewhere": Kind(
        409, "Another till holds the points.", "Баллы зарезервированы на другой кассе."
    ),
    "lease_unknown": Kind(
        409, "This till never held that lease.", "У этой кассы не было такого резерва."
    ),
    "server_fenced": Kind(
        423, "The server was restored and waits for its tills.", "Сервер восстановлен и ждёт кассы."
    ),
    "not_merged": Kind(409, "The guest was not merged by hand.", "Гостя не объединяли вручную."),
    "not_flagged": Kind(
        404, "No decision is awaited about these two.", "Решения об этих двоих никто не ждёт."
    ),
    "points_leased": Kind(
        409, "Tills hold points of this guest.", "Баллы этого гостя удерживают кассы."
    ),
    "points_owed": Kind(
        409,
        "Tills have yet to send points of this guest.",
        "Баллы этого гостя ещё не прислали кассы.",
    ),
    "paper_unknown": Kind(404, "No operation has this code.", "Операции с таким кодом нет."),
    "nothing_to_earn": Kind(422, "This check earns nothing.", "За этот чек баллы не начисляются."),
    "adjustment_reason_missing": Kind(
        422, "An adjustment needs a reason.", "Для корректировки нужна причина."
    ),
    "adjustment_too_large": Kind(
        422, "The adjustment is beyond the limit.", "Корректировка больше предела."
    ),
    "adjustment_zero": Kind(
        422, "An adjustment of zero changes nothing.", "Корректировка на ноль ничего не меняет."
    ),
    "approver_not_allowed": Kind(
        403,
        "The one who approved may not approve this.",
        "Подтвердивший не вправе это подтверждать.",
    ),
    "permission_missing": Kind(403, "The role does not allow this.", "Роль не позволяет этого."),
    "not_cancellable": Kind(409, "The operation cannot be cancelled.", "Операцию нельзя отменить."),
    "not_refundable": Kind(
        409, "The check cannot be refunded.", "По этому чеку возврат невозможен."
    ),
    "same_guest": Kind(409, "Both are one guest.", "Это один и тот же гость."),
    "transfer_zero": Kind(
        422, "A transfer of zero changes nothing.", "Перевод нуля баллов ничего не меняет."
    ),
    "transfer_too_large": Kind(
        422, "More than a guest may give away in a day.", "Больше дневного предела переводов."
    ),
    "check_already_booked": Kind(409, "The check is booked already.", "Этот чек уже проведён."),
    "refund_too_large": Kind(422, "More than was paid.", "Больше, чем было оплачено."),
    "consent_missing": Kind(422, "The guest's consent is missing.", "Нет согласия гостя."),
    "field_invalid": Kind(422, "A field holds an unusable value.", "Недопустимое значение поля."),
    "quote_mismatch": Kind(
        409, "The points do not follow from the check.", "Баллы не соответствуют чеку."
    ),
    "dependency_refused": Kind(
        409,
        "The operation it builds on was refused.",
        "Операция, от которой она зависит, отклонена.",
    ),
    "programme_unknown": Kind(
        409, "There is no such programme version.", "Такой версии программы нет."
    ),
    "wrong_programme_kind": Kind(
        409, "The programme is of another kind.", "Программа другого вида."
    ),
    "rate_missing": Kind(
        422, "There is no rate for the check's currency.", "Нет курса для валюты чека."
    ),
    "guest_limit_reached": Kind(
        409, "The tariff allows no more guests.", "Тариф не позволяет больше гостей."
    ),
    "promo_limit_reached": Kind(
        409, "The tariff allows fewer promos.", "Тариф не позволяет столько акций."
    ),
    # staff
    "pin_invalid": Kind(422, "A PIN is exactly four digits.", "PIN — ровно четыре цифры."),
    "pin_taken": Kind(409, "Somebody here has this PIN.", "Этот PIN уже занят."),
    "staff_unknown": Kind(404, "There is no such person.", "Такого сотрудника нет."),
    # devices
    "enrolment_code_unknown": Kind(404, "The code is not known.", "Код не найден."),
    "enrolment_code_expired": Kind(
        410, "The code has expired; ask for a new one.", "Срок кода истёк, запросите новый."
    ),
    "enrolment_code_used": Kind(
        409, "Another device used this code.", "Код уже использован другим устройством."
    ),
    "too_many_tries": Kind(
        429, "Too many tries; wait a little.", "Слишком много попыток, подождите.", True
    ),
    "device_unknown": Kind(404, "There is no such device.", "Такого устройства нет."),
    "device_revoked": Kind(403, "The device was shut out.", "Устройство отключено."),
    "signature_invalid": Kind(
        401, "The signature is not of a known device.", "Подпись не известного устройства."
    ),
    "rate_exceeded": Kind(
        429, "Too many requests; slow down.", "Слишком много запросов, помедленнее.", True
    ),
    "push_in_flight": Kind(
        429, "The push before this one is not done yet.", "Предыдущая отправка ещё идёт.", True
    ),
    "server_busy": Kind(503, "The server is busy; try again.", "Сервер занят, повторите.", True),
    # sync
    "snapshot_part_unknown": Kind(
        404, "The snapshot was renewed; ask for it again.", "Снимок обновлён, запросите его снова."
    ),
    "epoch_retired": Kind(410, "The device began a newer epoch.", "Устройство начало новую эпоху."),
    "sequence_gap": Kind(409, "Operations are missing in between.", "Пропущены операции."),
    "fork": Kind(
        409, "The device's history parts from ours.", "История устройства расходится с нашей."
    ),
    "rescue_unreadable": Kind(
        422, "The packet was not sealed to this company.", "Пакет запечатан не для этой сети."
    ),
    # messages
    "json_invalid": Kind(400, "The body is not JSON.", "Тело запроса — не JSON."),
    "message_invalid": Kind(
        422, "The message has missing or wrong fields.", "В сообщении нет полей или они неверны."
    ),
    "body_not_packed": Kind(400, "The body is not one zstd frame.", "Тело запроса — не кадр zstd."),
    "version_unsupported": Kind(
        422,
        "This version of the protocol is not spoken here.",
        "Эта версия протокола здесь не поддерживается.",
    ),
    "body_too_large": Kind(413, "The body is too large.", "Тело запроса слишком велико."),
    "body_too_slow": Kind(
        408, "The body did not arrive in time.", "Тело запроса не пришло вовремя.", True
    ),
    "media_type_unsupported": Kind(
        415,
        "Send application/json, plain or packed with zstd.",
        "Присылайте application/json, обычный или сжатый zstd.",
    ),
    # the server itself
    "not_found": Kind(404, "There is nothing at this address.", "По этому адресу ничего нет."),
    "method_not_allowed": Kind(
        405, "This address does not take the method.", "Адрес не принимает этот метод."
    ),
    "request_invalid": Kind(400, "The request is not usable.", "Запрос непригоден."),
    "internal_error": Kind(
        500, "Something broke on our side.", "Что-то сломалось на нашей стороне.", True
    ),
    "database_unavailable": Kind(
        503, "The server is busy; try again.", "Сервер занят, повторите.", True
    ),
}

_OF_HTTP_STATUS = {404: "not_found", 405: "method_not_allowed"}


def problem(
    request: Request,
    code: str,
    *,
    data: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer that says ``code``, in the caller's language."""
    kind = KINDS[code]
    language = preferred_language(request.headers.get("accept-language", ""))
    title: str = getattr(kind, language)
    said: str = getattr(sentence_of(code, data or {}), language)
    content = Problem(
        type=TYPE_PREFIX + code,
        title=title,
        detail=said if said != title else None,
        status=kind.status,
        code=code,
        retryable=kind.retryable,
        data=dict(data or {}),
        request_id=getattr(request.state, "request_id", None),
    )
    return Response(
        json.dumps(content.model_dump(exclude_none=True), ensure_ascii=False),
        status_code=kind.status,
        headers={"Content-Language": language, **_headers_of(kind, data or {}), **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def sentence_of(code: str, data: Mapping[str, Any]) -> Sentence:
    """What ``code`` says in both languages; of a field, which one it is and what is wrong."""
    if code == FieldInvalid.code:
        return field_sentence(data["field"], data["reason"])
    kind = KINDS[code]
    return Sentence(ru=kind.ru, en=kind.en)


def preferred_language(accepted: str) -> str:
    """``ru`` when an Accept-Language header prefers it to English, else ``en``."""
    ranks = dict.fromkeys(LANGUAGES, 0.0)
    for part in accepted.split(",")[:20]:
        tag, _, parameters = part.partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in ranks:
            ranks[language] = max(ranks[language], _quality(parameters))
    return "ru" if ranks["ru"] > ranks["en"] else "en"


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return problem(request, error.code, data=error.data())


async def _database_unavailable(request: Request, _error: Exception) -> Response:
    return problem(request, "database_unavailable")


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _OF_HTTP_STATUS.get(error.status_code, "request_invalid")
    return problem(request, code, headers=error.headers)


HANDLERS: Mapping[Any, ExceptionHandler] = {
    Refusal: _refused,
    DatabaseUnavailable: _database_unavailable,
    HTTPException: _http_error,
}
"""For the app: which exceptions are answers. Any other is a bug, and the envelope's affair."""


def _headers_of(kind: Kind, data: Mapping[str, Any]) -> dict[str, str]:
    if kind.status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": SCHEME}
    if kind.status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        return {"Retry-After": str(data.get("retry_after_seconds", RETRY_AFTER_SECONDS))}
    return {}


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
