"""A program of its own: the real till, the training till, the real one; says which was shown."""

import asyncio
import sys
from pathlib import Path

from client.settings import Settings
from client.training import Turns
from client.ui.application.program import run
from client.ui.application.window import Application
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.training import TrainingViewModel

TURNS = 2


def main(folder: Path) -> None:
    """Each till asks for the other as soon as it is shown; the third is closed."""
    turns, shown = Turns(Settings(data_dir=folder)), list[bool]()

    async def beside(application: Application) -> None:
        training = application.app.at(Screen.TRAINING)
        assert isinstance(training, TrainingViewModel)
        shown.append(bool(training.property("isOn")))
        await asyncio.sleep(0)
        if len(shown) <= TURNS:
            training.turn()
        else:
            application.window.close()

    run(turns.parts, beside=beside, turn=turns.turn)
    turns.close()
    sys.stdout.write(f"{shown}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
