"""The Theme wears what was chosen, from before the window is shown until it is closed."""

from client.ui.application.wearing import worn
from client.ui.application.window import Application
from client.ui.viewmodels.chosen import Chosen


def dress(application: Application, chosen: Chosen) -> None:
    """``application`` looks as ``chosen`` says, now and after every new choice."""

    def wear() -> None:
        application.wear(**worn(chosen.preferences))

    def undress() -> None:
        chosen.changed.disconnect(wear)

    wear()
    chosen.changed.connect(wear)
    application.on_close(undress)
