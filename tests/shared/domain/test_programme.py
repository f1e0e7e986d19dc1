"""Levels and the bounds of a programme: LOY-25, LOY-33, LOY-92, Appendix D 13; staff RBC-10…13."""

from dataclasses import replace
from typing import Any

import pytest

from shared.domain.adjusting import check_adjustment
from shared.domain.card import CardStatus
from shared.domain.conditions import Condition
from shared.domain.errors import (
    AdjustmentReasonMissing,
    AdjustmentTooLarge,
    AdjustmentZero,
    CardNotUsable,
    FieldInvalid,
    PermissionMissing,
    Refusal,
    WrongProgrammeKind,
)
from shared.domain.ids import LevelId, RestaurantId, StaffId
from shared.domain.permitting import require
from shared.domain.programme import Level, ProgrammeKind, ProgrammeSettings
from shared.domain.programme_check import check_programme
from shared.domain.staff import Permission, Role, StaffMember, may
from tests.shared.domain.programmes import BASE, BRONZE, GOLD, SILVER, a_card, a_programme


@pytest.mark.parametrize(
    ("spent_minor", "level"),
    [
        (0, BRONZE),
        (149_999_99, BRONZE),
        (150_000_00, SILVER),
        (399_999_99, SILVER),
        (400_000_00, GOLD),
    ],
)
def test_a_level_is_reached_at_its_threshold(spent_minor: int, level: Level) -> None:
    assert a_programme().level_for(spent_minor) == level


def test_who_spent_less_than_nothing_has_the_lowest_level() -> None:
    assert a_programme().level_for(-1) == BRONZE


def test_a_card_of_a_level_that_died_has_the_lowest() -> None:
    """LOY-33."""
    assert a_programme().level(LevelId("gone")) == BRONZE


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"settings": ProgrammeSettings(redeem_limit_percent=9)}, "settings.redeem_limit_percent"),
        (
            {"settings": ProgrammeSettings(redeem_limit_percent=101)},
            "settings.redeem_limit_percent",
        ),
        ({"settings": ProgrammeSettings(redeem_min_points=0)}, "settings.redeem_min_points"),
        ({"levels": ()}, "levels"),
        ({"levels": (SILVER,)}, "levels.0.threshold_minor"),
        ({"levels": (BRONZE, replace(SILVER, threshold_minor=0))}, "levels.1.threshold_minor"),
        ({"rules": (replace(BASE, earn_bp=10_001),)}, "rules.0.earn_bp"),
        ({"rules": (replace(BASE, condition=Condition(0, (8,))),)}, "rules.0.condition.weekdays"),
    ],
)
def test_a_programme_out_of_bounds_names_the_field(changed: dict[str, Any], field: str) -> None:
    """LOY-92: the redeem limit accepts 10–100 only."""
    with pytest.raises(FieldInvalid) as refused:
        check_programme(replace(a_programme(), **changed))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("points", "reason", "note", "refusal"),
    [
        (0, "gift", "", AdjustmentZero),
        (10_001, "gift", "", AdjustmentTooLarge),
        (-10_001, "gift", "", AdjustmentTooLarge),
        (100, "", "", AdjustmentReasonMissing),
        (100, "because", "", AdjustmentReasonMissing),
        (100, "other", "   ", AdjustmentReasonMissing),
    ],
)
def test_an_adjustment_without_reason_or_bounds_is_refused(
    points: int, reason: str, note: str, refusal: type[Refusal]
) -> None:
    """Appendix D 25: 10,000 accepted, 10,001 refused, empty reason refused."""
    with pytest.raises(refusal):
        check_adjustment(a_card(), points, reason=reason, note=note, settings=ProgrammeSettings())


def test_an_adjustment_that_is_too_large_says_by_what() -> None:
    settings = ProgrammeSettings(adjustment_points_max=500)
    with pytest.raises(AdjustmentTooLarge) as refused:
        check_adjustment(a_card(), -501, reason="gift", note="", settings=settings)
    assert refused.value.data() == {"points": -501, "limit": 500}


@pytest.mark.parametrize("points", [10_000, -10_000, 1])
def test_an_adjustment_within_bounds_is_accepted(points: int) -> None:
    reason = check_adjustment(
        a_card(), points, reason="other", note="торт", settings=ProgrammeSettings()
    )
    assert reason == "other"


def test_a_merged_card_is_not_adjusted() -> None:
    with pytest.raises(CardNotUsable):
        check_adjustment(
            a_card(status=CardStatus.MERGED),
            5,
            reason="gift",
            note="",
            settings=ProgrammeSettings(),
        )


def test_where_there_are_no_points_none_are_adjusted() -> None:
    """LOY-01."""
    settings = ProgrammeSettings(kind=ProgrammeKind.DISCOUNT)
    with pytest.raises(WrongProgrammeKind) as refused:
        check_adjustment(a_card(), 5, reason="gift", note="", settings=settings)
    assert refused.value.data() == {"kind": "DISCOUNT", "action": "adjust"}


@pytest.mark.parametrize(
    ("role", "permission", "allowed"),
    [
        (Role.CASHIER, Permission.CREATE_GUEST, True),
        (Role.CASHIER, Permission.POINTS_AT_TILL, True),
        (Role.CASHIER, Permission.ADJUST_POINTS, False),
        (Role.MANAGER, Permission.ADJUST_POINTS, True),
        (Role.RESTAURANT_ADMIN, Permission.ADJUST_POINTS, True),
    ],
)
def test_the_matrix_decides_who_may(role: Role, permission: Permission, allowed: bool) -> None:
    """RBC-10…RBC-14, CSH-02."""
    assert may(a_member(role), permission) is allowed


def test_one_person_may_be_granted_more() -> None:
    """RBC-30."""
    member = replace(
        a_member(Role.CASHIER), extra_permissions=frozenset({Permission.ADJUST_POINTS})
    )
    require(member, Permission.ADJUST_POINTS)


def test_who_left_may_nothing() -> None:
    member = replace(a_member(Role.MANAGER), is_active=False)
    with pytest.raises(PermissionMissing) as refused:
        require(member, Permission.READ_GUEST)
    assert refused.value.data() == {"permission": "read:guest"}


def a_member(role: Role) -> StaffMember:
    return StaffMember(StaffId("s"), RestaurantId("r"), "Анна", role)
