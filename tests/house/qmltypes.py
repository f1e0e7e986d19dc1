"""Describes the client's Python view-models to qmllint, so that a misspelt member is an error.

Reads Qt's own meta-objects of the imported classes and writes one `python.qmltypes` for each QML
module that Python provides. Knows nothing about what the view-models mean.
"""

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType

from PySide6.QtCore import QMetaMethod, QMetaObject, QMetaProperty, QObject

TYPES_FILE = "python.qmltypes"
QML_WORDS = {"PyObject": "QVariant", "void": ""}


def write_qmltypes(packages: list[str], *, qml_root: Path) -> None:
    """Add the types that `packages` provide to the QML modules under `qml_root`."""
    for uri, classes in _classes_by_uri(packages).items():
        folder = qml_root.joinpath(*uri.split("."))
        folder.mkdir(parents=True, exist_ok=True)
        module = _block("Module", (_component(each, uri=uri) for each in classes))
        (folder / TYPES_FILE).write_text(f"import QtQuick.tooling 1.2\n{module}\n", "utf-8")
        _announce(folder / "qmldir", uri=uri)


def _classes_by_uri(packages: list[str]) -> Mapping[str, list[type[QObject]]]:
    found: dict[str, list[type[QObject]]] = defaultdict(list)
    for package in packages:
        for module in _modules(package):
            uri = getattr(module, "QML_IMPORT_NAME", None)
            if uri:
                found[uri].extend(_qobjects_defined_in(module))
    return found


def _modules(package: str) -> Iterator[ModuleType]:
    root = importlib.import_module(package)
    yield root
    for each in pkgutil.walk_packages(root.__path__, f"{package}."):
        yield importlib.import_module(each.name)


def _qobjects_defined_in(module: ModuleType) -> list[type[QObject]]:
    return [
        each
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, QObject)
        and each.__module__ == module.__name__
    ]


def _component(cls: type[QObject], *, uri: str) -> str:
    meta: QMetaObject = vars(cls)["staticMetaObject"]
    parent = meta.superClass()
    lines = [
        f'name: "{meta.className()}"',
        'accessSemantics: "reference"',
        f'prototype: "{parent.className() if parent else "QObject"}"',
        f'exports: ["{uri}/{meta.className()} 1.0"]',
        "exportMetaObjectRevisions: [256]",
        *_members(meta),
    ]
    return _block("Component", lines)


def _members(meta: QMetaObject) -> Iterator[str]:
    for index in range(meta.propertyOffset(), meta.propertyCount()):
        yield _property(meta.property(index))
    for index in range(meta.methodOffset(), meta.methodCount()):
        yield _method(meta.method(index))


def _property(prop: QMetaProperty) -> str:
    facts = [f'name: "{_text(prop.name())}"', _type(_text(prop.typeName()))]
    if not prop.isWritable():
        facts.append("isReadonly: true")
    if prop.isConstant():
        facts.append("isPropertyConstant: true")
    if prop.hasNotifySignal():
        facts.append(f'notify: "{_text(prop.notifySignal().name().data())}"')
    return _block("Property", facts)


def _method(method: QMetaMethod) -> str:
    kind = "Signal" if method.methodType() == QMetaMethod.MethodType.Signal else "Method"
    facts = [f'name: "{_text(method.name().data())}"']
    returned = _type(_text(method.typeName()))
    if kind == "Method" and returned:
        facts.append(returned)
    for name, type_name in zip(method.parameterNames(), method.parameterTypes(), strict=True):
        label = f'name: "{_text(name.data())}"; ' if name.data() else ""
        facts.append(f"Parameter {{ {label}{_type(_text(type_name.data()))} }}")
    return _block(kind, facts)


def _type(name: str) -> str:
    bare = name.removesuffix("*")
    word = QML_WORDS.get(bare, bare)
    if not word:
        return ""
    return f'type: "{word}"' + ("; isPointer: true" if name.endswith("*") else "")


def _block(name: str, lines: Iterable[str]) -> str:
    return "\n".join([f"{name} {{", *lines, "}"])


def _text(raw: "bytes | bytearray | memoryview[int] | str") -> str:
    return raw if isinstance(raw, str) else bytes(raw).decode()


def _announce(qmldir: Path, *, uri: str) -> None:
    said = qmldir.read_text(encoding="utf-8") if qmldir.exists() else f"module {uri}"
    added = f"typeinfo {TYPES_FILE}\ndepends QtQml.Models"
    qmldir.write_text(f"{said.rstrip()}\n{added}\n", encoding="utf-8")
