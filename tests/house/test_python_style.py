"""Rules of the house that no linter knows: blind excepts, floats, mocks, sleeps."""

import ast
from collections.abc import Iterator

from tests.house.sources import PRODUCT, PythonFile, python_files

# The only places that may catch everything: they end one action, log it and go on.
BLIND_EXCEPT_PLACES_MAX = 3
PLANTING = "tests/simulation/bugs/planting.py"
ARITHMETIC = ("shared/domain", "shared/operations", "server/ledger")


def test_only_three_named_places_catch_everything() -> None:
    places = [
        f"{each.path}:{node.lineno}"
        for each in python_files(*PRODUCT)
        for node in ast.walk(each.tree)
        if isinstance(node, ast.ExceptHandler)
        and _catches_everything(node)
        and not _passes_it_on(node)
    ]
    assert len(places) <= BLIND_EXCEPT_PLACES_MAX, places


def test_money_and_points_are_never_floats() -> None:
    floats = [
        f"{each.path}:{line}" for each in python_files(*ARITHMETIC) for line in _float_lines(each)
    ]
    assert floats == []


def test_only_the_database_commits() -> None:
    commits = [
        f"{each.path}:{node.lineno}"
        for each in python_files("server")
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]
    assert [each for each in commits if not each.startswith("server/database.py")] == []


def test_no_test_patches_code() -> None:
    patches = list(_calls_of("setattr", "setitem", "delattr"))
    assert patches == []


def test_only_planted_bugs_replace_our_code() -> None:
    """The simulation is seen finding them: that is what tests/simulation/bugs is for."""
    replacing = [
        f"{each.path}:{node.lineno}"
        for each in python_files("tests")
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"setattr", "delattr"}
    ]
    assert [each for each in replacing if not each.startswith(PLANTING)] == []


def test_no_test_waits_for_a_fixed_time() -> None:
    waits = [*_calls_of("qWait"), *_calls_of("sleep", allowed=("0", "GLANCE_SECONDS"))]
    assert waits == []


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        each is None or (isinstance(each, ast.Name) and each.id in {"Exception", "BaseException"})
        for each in caught
    )


def _passes_it_on(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _float_lines(source: PythonFile) -> Iterator[int]:
    """Float literals, true division, conversions to float and annotations that allow one."""
    for node in ast.walk(source.tree):
        match node:
            case ast.Constant(value=float()) | ast.BinOp(op=ast.Div()):
                yield node.lineno
            case ast.Call(func=ast.Name(id="float")):
                yield node.lineno
            case ast.arg(annotation=hint) | ast.AnnAssign(annotation=hint) if hint:
                if "float" in ast.unparse(hint):
                    yield hint.lineno


def _calls_of(*names: str, allowed: tuple[str, ...] = ()) -> Iterator[str]:
    """Where tests call a method of one of these names on something that is not `self`."""
    for source in python_files("tests"):
        for node in ast.walk(source.tree):
            match node:
                case ast.Call(func=ast.Attribute(attr=called), args=args) if called in names:
                    if not (args and ast.unparse(args[0]) in allowed):
                        yield f"{source.path}:{node.lineno}"
