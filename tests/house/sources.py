"""The files the house rules look at, read once: our Python, our QML, our documents."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("client", "server", "shared", "printers")
CODE = (*PRODUCT, "demo", "drill", "bench", "simulation", "installers", "tests")


@dataclass(frozen=True, slots=True)
class PythonFile:
    """One module: where it is, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """How many lines the file has."""
        return len(self.text.splitlines())


def python_files(*folders: str) -> list[PythonFile]:
    """Every module below `folders` (all our code when none is named), sorted by path."""
    return [_parsed(each) for each in files("*.py", folders=folders or CODE)]


def files(pattern: str, *, folders: tuple[str, ...] = CODE) -> list[str]:
    """Paths, relative to the root, of the files below `folders` that match `pattern`."""
    return sorted(
        each.relative_to(ROOT).as_posix()
        for folder in folders
        for each in (ROOT / folder).rglob(pattern)
        if each.is_file() and "__pycache__" not in each.parts
    )


def text_files() -> list[str]:
    """Every text file a reader of the repository meets, including those at its root."""
    at_root = [each.name for each in ROOT.iterdir() if each.is_file() and each.suffix != ".png"]
    below = files("*", folders=(*CODE, "requirements", ".ci"))
    return sorted(each for each in (*at_root, *below) if _is_text(each))


@cache
def read(path: str) -> str:
    """The text of the file at `path`, relative to the root."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def _parsed(path: str) -> PythonFile:
    return PythonFile(path=path, text=read(path), tree=ast.parse(read(path)))


def _is_text(path: str) -> bool:
    return b"\0" not in (ROOT / path).read_bytes()[:1024]
