"""The sums of a closed shift as they travel in its closing operation and in what answers it."""

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from shared.domain.shifts import SUMS_MAX, ShiftSum

_SIGNED_MAX: Final = 10**15
_Signed = Annotated[int, Field(ge=-_SIGNED_MAX, le=_SIGNED_MAX)]


class SumBody(BaseModel):
    """One sum (``shared.domain.shifts.ShiftSum``)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    staff_id: Annotated[str, Field(max_length=36)]
    kind: Annotated[str, Field(max_length=20)]
    count: _Signed
    points: _Signed
    amount_minor: _Signed = 0
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""


Sums = Annotated[tuple[SumBody, ...], Field(max_length=SUMS_MAX)]


def sums_to_json(report: Iterable[ShiftSum]) -> list[dict[str, Any]]:
    """``report`` as a value of JSON, for an outcome's data or a row."""
    return [each.model_dump() for each in sum_bodies(report)]


def sums_from_json(told: object) -> tuple[ShiftSum, ...]:
    """What ``sums_to_json`` gave. Raises ``pydantic.ValidationError``."""
    return sums_of(_sums().validate_python(told))


def sum_bodies(report: Iterable[ShiftSum]) -> tuple[SumBody, ...]:
    """``report`` on the wire."""
    return tuple(
        SumBody(
            staff_id=each.staff_id,
            kind=each.kind,
            count=each.count,
            points=each.points,
            amount_minor=each.amount_minor,
            currency=each.currency,
        )
        for each in report
    )


def sums_of(bodies: Iterable[SumBody]) -> tuple[ShiftSum, ...]:
    """What ``sum_bodies`` wrote."""
    return tuple(
        ShiftSum(
            each.staff_id,
            each.kind,
            count=each.count,
            points=each.points,
            amount_minor=each.amount_minor,
            currency=each.currency,
        )
        for each in bodies
    )


@cache
def _sums() -> TypeAdapter[tuple[SumBody, ...]]:
    """Made when it is needed first: a till that starts does not wait for it."""
    return TypeAdapter(tuple[SumBody, ...])
