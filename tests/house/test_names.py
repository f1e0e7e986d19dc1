"""One word per idea, the same in code, on screen and on the wire (architecture §4)."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.house.sources import CODE, PRODUCT, PythonFile, files, python_files, read

NAMELESS_MODULES = {"common", "core", "helper", "helpers", "misc", "util", "utils"}
OUR_WORD_FOR = {
    "ball": "points",
    "balls": "points",
    "bonuses": "points",
    "cashback": "earn",
    "cheque": "check",
    "customer": "guest",
    "customers": "guests",
    "member": "guest",
    "members": "guests",
}
OF_STAFF = {"member", "members"}  # a guest is not a member, but a colleague is one of the staff
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
QML_NAME = re.compile(r"\b(?:id:|property\s+\S+|function|signal)\s*(\w+)")


def test_no_module_has_a_name_that_says_nothing() -> None:
    nameless = [
        path
        for path in files("*", folders=CODE)
        if NAMELESS_MODULES & {PurePosixPath(part).stem for part in PurePosixPath(path).parts}
    ]
    assert nameless == []


def test_identifiers_use_the_house_word() -> None:
    foreign = [
        f"{each.path}: {name} (our word: {OUR_WORD_FOR[word]})"
        for each in python_files(*PRODUCT)
        for name in sorted(set(_identifiers(each)))
        for word in _words(name) & OUR_WORD_FOR.keys()
        if not (word in OF_STAFF and "StaffMember" in each.text)
    ]
    assert foreign == []


def test_qml_names_use_the_house_word() -> None:
    foreign = [
        f"{path}: {name}"
        for path in files("*.qml", folders=("client",))
        for name in QML_NAME.findall(read(path))
        if _words(name) & OUR_WORD_FOR.keys()
    ]
    assert foreign == []


def test_files_are_named_after_the_house_word() -> None:
    assert [
        path for path in files("*", folders=PRODUCT) if _words(path) & OUR_WORD_FOR.keys()
    ] == []


def _identifiers(source: PythonFile) -> Iterator[str]:
    for node in ast.walk(source.tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.arg():
                yield node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.id


def _words(name: str) -> set[str]:
    return {word.lower() for word in WORD.findall(name)}
