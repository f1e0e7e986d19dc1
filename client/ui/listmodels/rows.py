"""A list of presented rows for QML: every field of the row's dataclass is a role.

``display_code`` in Python is ``displayCode`` in QML. Knows nothing about what the rows mean.
"""

import re
from collections.abc import Sequence
from dataclasses import Field, fields
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QPersistentModelIndex,
)


class Dataclass(Protocol):
    """What every dataclass has."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Row = TypeVar("Row", bound=Dataclass)
_Index = QModelIndex | QPersistentModelIndex
_FIRST_ROLE: Final = 0x0100
"""``Qt.UserRole``; to name it would make all of Qt's enums before the first picture: 20 ms."""
_DISPLAY_ROLE: Final = 0
_UNDERSCORE = re.compile(r"_(\w)")


class RowsModel(QAbstractListModel, Generic[Row]):
    """Rows of one dataclass, replaced as a whole."""

    def __init__(self, row_type: type[Row]) -> None:
        super().__init__()
        names = [each.name for each in fields(row_type)]
        self._names = dict(enumerate(names, start=_FIRST_ROLE + 1))
        self.rows: tuple[Row, ...] = ()

    def show(self, rows: Sequence[Row]) -> None:
        """Show ``rows`` instead of the present ones.

        As many rows as before change in place: what is drawn of the others stays as it is.
        """
        before, after = self.rows, tuple(rows)
        if len(before) != len(after):
            self.beginResetModel()
            self.rows = after
            self.endResetModel()
            return
        self.rows = after
        for place, (old, new) in enumerate(zip(before, after, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(place), self.index(place))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature; an index is immutable
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = _DISPLAY_ROLE) -> Any:
        name = self._names.get(role)
        return getattr(self.rows[index.row()], name) if name else None

    def roleNames(self) -> dict[int, QByteArray]:
        return {role: QByteArray(_camel(name).encode()) for role, name in self._names.items()}


def _camel(name: str) -> str:
    return _UNDERSCORE.sub(lambda found: found[1].upper(), name)
