"""Nothing grows past what one reading can hold (architecture: size, shape, names)."""

import ast

from tests.house.sources import files, python_files, read

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 50
QML_LINES_MAX = 250


def test_no_python_file_is_too_long() -> None:
    too_long = {each.path: each.lines for each in python_files() if each.lines > FILE_LINES_MAX}
    assert too_long == {}


def test_no_function_is_too_long() -> None:
    too_long = {
        f"{each.path}:{node.name}": lines
        for each in python_files()
        for node in ast.walk(each.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES_MAX
    }
    assert too_long == {}


def test_no_qml_file_is_too_long() -> None:
    lengths = {each: len(read(each).splitlines()) for each in files("*.qml")}
    assert {path: lines for path, lines in lengths.items() if lines > QML_LINES_MAX} == {}
