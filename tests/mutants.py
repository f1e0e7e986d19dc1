"""``python -m tests.mutants``: what the run of ``make mutate`` came to, and who survived.

A mutant is told by its function and the lines that were changed, for its number moves with every
edit. Fails below the share of killed ones that the house wants, and where a survivor has no reason
in ``docs/mutants.md``.
"""

import ast
import difflib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

KILLED_PERCENT_MIN = 90
MUTANTS = Path("mutants/shared/domain")
REASONS = Path("docs/mutants.md")
_SURVIVED, _UNTESTED = 0, 33


@dataclass(frozen=True, slots=True)
class Module:
    """One module's run."""

    name: str
    killed: int
    waiting: int
    survivors: tuple[str, ...]

    @property
    def judged(self) -> int:
        """Mutants of which is known what became of them."""
        return self.killed + len(self.survivors)


def main() -> int:
    """0 when enough were killed and every survivor has its reason."""
    modules = [_module(path) for path in sorted(MUTANTS.glob("*.py.meta"))]
    reasons = REASONS.read_text(encoding="utf-8")
    unexplained = [each for module in modules for each in module.survivors if each not in reasons]
    for module in modules:
        _say(f"{module.name:20} {module.killed:4} of {module.judged:4} killed")
    killed = sum(module.killed for module in modules)
    judged = sum(module.judged for module in modules)
    waiting = sum(module.waiting for module in modules)
    _say(f"killed {killed:,} of {judged:,}: {100 * killed / max(1, judged):.1f} %")
    for each in unexplained:
        _say(f"survived without a reason: {each}")
    if waiting:
        _say(f"{waiting:,} were not tried yet")
    is_enough = killed * 100 >= KILLED_PERCENT_MIN * judged
    return 0 if is_enough and not unexplained and not waiting else 1


def _module(meta: Path) -> Module:
    exits: dict[str, int | None] = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
    source = meta.with_suffix("").read_text(encoding="utf-8")
    alive = [key for key, code in exits.items() if code in (_SURVIVED, _UNTESTED)]
    waiting = sum(code is None for code in exits.values())
    return Module(
        name=meta.name.removesuffix(".py.meta"),
        killed=len(exits) - len(alive) - waiting,
        waiting=waiting,
        survivors=tuple(_told(alive, source)) if alive else (),
    )


def _told(keys: list[str], source: str) -> Iterator[str]:
    functions = {
        node.name: node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)
    }
    for key in keys:
        module, _, name = key.rpartition(".")
        origin = name.rpartition("_")[0]
        before, after = (_lines(functions[each]) for each in (f"{origin}_orig", name))
        function = origin.removesuffix("__mutmut").removeprefix("x_").removeprefix("xǁ")
        where = f"{module.rpartition('.')[2]}.{function.replace('ǁ', '.')}"
        yield f"`{where}`: `{'` `'.join(_changed(before, after))}`"


def _lines(function: ast.FunctionDef) -> list[str]:
    """Written alike however the source was folded, without the name."""
    function.name = ""
    return ast.unparse(function).splitlines()


def _changed(before: list[str], after: list[str]) -> list[str]:
    lines = list(difflib.ndiff(before, after))
    added = [line[2:].strip() for line in lines if line[0] == "+"]
    return added or [f"without {line[2:].strip()}" for line in lines if line[0] == "-"]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
