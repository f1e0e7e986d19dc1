"""QML draws and calls; it does not decide, word or colour (architecture §7)."""

import re
from collections.abc import Iterator

import pytest

from tests.house.sources import files, read

HANDLER = re.compile(r"^[ \t]*(?:[\w.]+\.)?on[A-Z]\w*[ \t]*:[ \t]*(?P<body>.*)$", re.MULTILINE)
FUNCTION_HANDLER = re.compile(
    r"^[ \t]*function on[A-Z]\w*\([^)]*\)[^{\n]*(?P<body>\{.*)$", re.MULTILINE
)
DECISION = re.compile(r"\b(if|for|while|switch|let|const|var)\b|;\s*\S")
COLOUR = re.compile(r'"#[0-9A-Fa-f]{3,8}"|\bQt\.rgba\(')
FONT = re.compile(r"\bfont\.(?:pixelSize|pointSize|family)\s*:\s*[\d\"']")
WORDS = re.compile(r'\b(?:text|title|placeholderText)\s*:\s*"[^"]*[^\W\d_]{2,}')

SCREENS = [each for each in files("*.qml", folders=("client",)) if not each.endswith("/Theme.qml")]


def test_a_handler_is_one_call() -> None:
    busy = [
        f"{path}: {body}"
        for path in SCREENS
        for body in _handler_bodies(read(path))
        if len(_statements(body)) > 1 or DECISION.search(" ".join(_statements(body)))
    ]
    assert busy == []


@pytest.mark.parametrize(
    ("literal", "pattern"), [("colour", COLOUR), ("font", FONT), ("words", WORDS)]
)
def test_a_screen_holds_no_literal_that_belongs_elsewhere(
    literal: str, pattern: re.Pattern[str]
) -> None:
    found = [
        f"{path}:{number}: {literal}: {line.strip()}"
        for path in SCREENS
        for number, line in enumerate(read(path).splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_no_qml_reads_a_context_property() -> None:
    setters = [
        path
        for path in files("*.py", folders=("client",))
        if "setContextProperty" in read(path) or "setContextObject" in read(path)
    ]
    assert setters == []


def _handler_bodies(text: str) -> Iterator[str]:
    for pattern in (HANDLER, FUNCTION_HANDLER):
        for found in pattern.finditer(text):
            start = found.start("body")
            yield _block(text[start:]) if "{" in found["body"] else found["body"]


def _block(text: str) -> str:
    depth = 0
    for index, char in enumerate(text):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if char == "}" and depth == 0:
            return text[: index + 1]
    return text


def _statements(body: str) -> list[str]:
    _, opened, rest = body.partition("{")
    inside = rest.rpartition("}")[0] if opened else body
    statements: list[str] = []
    for line in filter(None, map(str.strip, inside.splitlines())):
        if statements and statements[-1].count("(") > statements[-1].count(")"):
            statements[-1] += f" {line}"
        else:
            statements.append(line)
    return statements
