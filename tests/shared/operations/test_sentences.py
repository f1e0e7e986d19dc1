"""Every reason for which a field is refused has a sentence in both languages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import shared
from shared.domain import errors
from shared.operations.sentences import REASONS, field_sentence

ROOT = Path(shared.__file__).parents[1]
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def reasons_of_the_engine() -> set[str]:
    """As the docstring of ``FieldInvalid.reason`` lists them."""
    source = Path(errors.__file__).read_text(encoding="utf-8")
    classes = (node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    body = next(node for node in classes if node.name == "FieldInvalid").body[-1]
    assert isinstance(body, ast.Expr)
    assert isinstance(body.value, ast.Constant)
    return set(re.findall(r"``(\w+)``", str(body.value.value)))


def reasons_raised() -> Iterator[tuple[str, str]]:
    """Every literal reason in the code of the programs, with its file."""
    for folder in ("shared", "server", "client"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "FieldInvalid":
                    reason = next(each.value for each in node.keywords if each.arg == "reason")
                    if isinstance(reason, ast.Constant):
                        yield path.name, str(reason.value)


def test_every_reason_of_the_engine_has_a_sentence() -> None:
    assert reasons_of_the_engine() == set(REASONS)


def test_no_program_refuses_for_a_reason_without_a_sentence() -> None:
    found = list(reasons_raised())
    assert found
    assert [each for each in found if each[1] not in REASONS] == []


@pytest.mark.parametrize("reason", REASONS)
def test_a_sentence_names_the_field_in_both_languages(reason: str) -> None:
    said = field_sentence("rules.0.earn_bp", reason)
    assert said.ru == f"rules.0.earn_bp: {REASONS[reason].ru}"
    assert CYRILLIC.search(REASONS[reason].ru)
    assert said.en == f"rules.0.earn_bp: {REASONS[reason].en}"
    assert not CYRILLIC.search(said.en)


def test_a_reason_of_a_later_version_is_a_value_that_cannot_be_used() -> None:
    assert field_sentence("name", "of_2028") == (
        "name: Недопустимое значение.",
        "name: The value is not usable.",
    )
