"""A frozen tenant earns, redeems, discounts and registers nothing from then on (TEN-38, G-12).

What was done before it counts, however late it arrives; so does what a till had leave to confirm
by itself, and what only gives back or corrects.
"""

from server.ledger.incoming import Act
from shared.domain.errors import TenantFrozen
from shared.operations.bodies import (
    DiscountBody,
    EarnBody,
    OperationBody,
    RedeemBody,
    RegistrationBody,
)

_OF_THE_PROGRAMME = EarnBody | RedeemBody | DiscountBody | RegistrationBody


def require_not_frozen(act: Act, body: OperationBody) -> None:
    """Raises ``TenantFrozen`` for what was done after the freeze."""
    frozen_at_ms = act.incoming.frozen_at_ms
    if frozen_at_ms is None or act.effective_at_ms < frozen_at_ms or act.promised is not None:
        return
    is_confirmed = isinstance(body, RedeemBody) and (body.lease_ids or body.float_points)
    if isinstance(body, _OF_THE_PROGRAMME) and not is_confirmed:
        raise TenantFrozen
