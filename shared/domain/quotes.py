"""How a quote explains itself: a list of steps, each data that a presenter can word.

The same steps are stored with the ledger transaction as its rule snapshot (LED-12), so the
answer to "why 300 points?" is the one the cashier saw.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.ids import PromoId


class StepKind(StrEnum):
    """What one line of an explanation says."""

    RULE = "rule"
    """A rule earned on its part of the check; with ``expires_at`` it earned promo points."""
    LEVEL = "level"
    PROMO = "promo"
    PROMO_BEATEN = "promo_beaten"
    """A promo that applied and gave way to another one (LOY-81); ``points`` is 0."""
    RATE = "rate"
    """The check was in another currency; ``base_minor`` is what it is worth (LOY-69)."""
    TIPS = "tips"
    """``base_minor`` of tips earns nothing (LOY-64)."""
    EXCLUDED = "excluded"
    """Items for ``base_minor`` earn nothing (LOY-62)."""
    NET_BASE = "net_base"
    """The base is what is left to pay after redeeming (G-04); ``points`` is 0."""
    NO_RULE = "no_rule"
    """No earning rule matches this check; ``points`` is 0."""
    DISCOUNT = "discount"
    """The level's percentage off ``base_minor`` (LOY-03); ``points`` is 0."""
    OWN_DISCOUNT = "own_discount"
    """The guest's own percentage goes before his level's."""
    MINIMUM = "minimum"
    """The check is below ``base_minor``, where discounts begin."""
    LIMIT = "limit"
    """The programme lets ``points`` be redeemed: ``basis_points`` of ``base_minor`` (LOY-90)."""
    BALANCE = "balance"
    """The card has ``points``, which is less than the programme would allow."""
    PROMO_PART = "promo_part"
    """So many promo points pay (LOY-91)."""
    REGULAR_PART = "regular_part"


DISCOUNTS = frozenset({StepKind.DISCOUNT, StepKind.OWN_DISCOUNT})
"""The steps that take a percentage off the check: a quote has one of them."""


@dataclass(frozen=True, slots=True)
class QuoteStep:
    """One line: ``base_minor × basis_points`` of ``name`` gave ``points``."""

    kind: StepKind
    points: int
    base_minor: int = 0
    basis_points: int = 0
    source_id: str = ""
    """The rule, level or promo."""
    name: str = ""
    expires_at: datetime | None = None
    beaten_by: str = ""
    """The name of the promo that stands instead."""


@dataclass(frozen=True, slots=True)
class PromoGrant:
    """Promo points with their own expiry (LOY-84)."""

    promo_id: PromoId
    """The promo, or the rule that earns promo points."""
    points: int
    expires_at: datetime
    occasion: str = ""
    """What it is granted for once (a birthday's year …); empty where it may come again."""


@dataclass(frozen=True, slots=True)
class EarnQuote:
    """What a check earns, and why."""

    base_minor: int
    regular_points: int
    grants: tuple[PromoGrant, ...]
    steps: tuple[QuoteStep, ...]

    @property
    def total(self) -> int:
        """Every point the check gives, regular and promo."""
        return self.regular_points + sum(grant.points for grant in self.grants)


class RedeemBound(StrEnum):
    """Which limit decides how much can be redeemed (CSH-35)."""

    CHECK_PERCENT = "check_percent"
    BALANCE = "balance"
    LEASE = "lease"
    """What a till out of reach of the server may spend by itself (design §6)."""


@dataclass(frozen=True, slots=True)
class RedemptionLimits:
    """The slider of the redeem screen: nothing below ``minimum``, nothing above ``maximum``."""

    minimum: int
    maximum: int
    bound: RedeemBound
    limit_percent: int


@dataclass(frozen=True, slots=True)
class RedemptionQuote:
    """A redemption and its split, promo first (CSH-33, LOY-91)."""

    points: int
    promo_points: int
    regular_points: int
    discount_minor: int
    to_pay_minor: int
    steps: tuple[QuoteStep, ...]


@dataclass(frozen=True, slots=True)
class DiscountQuote:
    """What a DISCOUNT card has off, and why; it never touches points."""

    discount_minor: int
    to_pay_minor: int
    steps: tuple[QuoteStep, ...]
