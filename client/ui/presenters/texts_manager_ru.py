"""Russian texts of a manager on the spot: approvals, a guest's history, operations by their code."""

from typing import Final

MANAGER_RU: Final[dict[str, str]] = {
    # approval
    "withManager": "С PIN-кодом менеджера",
    "approvalTitle": "Нужно подтверждение",
    "approvalWho": "Кто подтверждает",
    "approvalPin": "{name}: введите PIN-код",
    "approvalChoose": "Выберите себя",
    "approvalChecking": "Проверяем…",
    "approvalNobody": "На этой кассе некому подтвердить",
    "approvalNobodyText": "Права на это есть у менеджера или администратора ресторана. "
    "Добавить сотрудника может администратор",
    "approvalAsks": "{name} просит подтвердить",
    "approvalReason": "Причина: {reason}",
    "approvalGive": "Начислить {points}",
    "approvalTake": "Списать {points}",
    "approvalRefund": "Вернуть по чеку {amount}",
    "approvalCancel": "Отменить операцию: {what}",
    "approvalTransfer": "Передать {points}",
    "approvalTo": "{giver} → {receiver}",
    "operationApprover": "Подтверждено",
}
