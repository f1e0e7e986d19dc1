"""The sums that come again and again, read beside the check and never in its way."""

from typing import Protocol

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.errors import Refusal
from shared.domain.money import Money
from shared.receipt.words import money_text

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class Learning(Protocol):
    """Who knows which sums come again."""

    async def list(self) -> tuple[Money, ...]: ...


@QmlElement
class UsualAmountsViewModel(ScreenViewModel):
    """A few sums, each one tap."""

    changed = Signal()

    def __init__(self, desk: Desk, *, usual_amounts: Learning) -> None:
        super().__init__(desk)
        self._usual_amounts = usual_amounts
        self.amounts: tuple[Money, ...] = ()

    def learn(self) -> None:
        """A check begins: what came before it counts."""
        run_task(self, self._usual_amounts.list(), done=self._show, refused=_is_nothing)

    def _show(self, amounts: tuple[Money, ...]) -> None:
        self.amounts = amounts
        self.refresh()

    def _shown(self) -> list[str]:
        return [money_text(each, language=self.desk.texts.spoken) for each in self.amounts]

    shown = Property(list, _shown, notify=changed)


def _is_nothing(_problem: Refusal | Trouble) -> bool:
    """Usual sums are a help, no more: without them the amount is typed."""
    return True
