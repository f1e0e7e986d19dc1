"""English texts of a manager on the spot: approvals, a guest's history, operations by their code."""

from typing import Final

MANAGER_EN: Final[dict[str, str]] = {
    # approval
    "withManager": "With a manager's PIN",
    "approvalTitle": "Approval needed",
    "approvalWho": "Who approves",
    "approvalPin": "{name}: enter your PIN",
    "approvalChoose": "Choose yourself",
    "approvalChecking": "Checking…",
    "approvalNobody": "Nobody can approve on this till",
    "approvalNobodyText": "A manager or an administrator of the restaurant may. "
    "An administrator can add a colleague",
    "approvalAsks": "{name} asks for approval",
    "approvalReason": "Reason: {reason}",
    "approvalGive": "Add {points}",
    "approvalTake": "Take {points}",
    "approvalRefund": "Refund {amount} of the check",
    "approvalCancel": "Cancel the operation: {what}",
    "approvalTransfer": "Transfer {points}",
    "approvalTo": "{giver} → {receiver}",
    "operationApprover": "Approved by",
}
