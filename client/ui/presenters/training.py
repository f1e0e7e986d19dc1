"""What a training till says where a real one speaks of its server: nothing is sent from here.

Everything else on its screens is worded as on a real till, so that a trainee learns the real words.
"""

from dataclasses import replace
from typing import Final

from client.till.operation_view import OperationState, OperationView
from client.ui.presenters.connection import ConnectionFact
from client.ui.presenters.guest_scene import GuestScene
from client.ui.presenters.receipts import DoneScene
from client.ui.presenters.texts import say
from shared.receipt.words import Language

_FACTS: Final = (
    ("close", "warning", "trainingFactServer", "trainingFactServerNote"),
    ("check", "success", "trainingFactWorks", "trainingFactWorksNote"),
    ("clock", "plain", "trainingFactReal", "trainingFactRealNote"),
)


def training_title(language: Language) -> str:
    """Over the sheet of the connection."""
    return say("trainingConnection", language)


def training_facts(language: Language) -> list[ConnectionFact]:
    """What works and what does not where there is no server."""
    return [
        ConnectionFact(glyph, kind, say(text, language), say(note, language))
        for glyph, kind, text, note in _FACTS
    ]


def training_server(language: Language) -> str:
    """Where the address of the server stands."""
    return say("trainingNoServer", language)


def practised(view: OperationView) -> OperationView:
    """An operation for practice waits for nobody; what a person should look at is as ever."""
    if view.state is OperationState.ATTENTION:
        return view
    return replace(view, state=OperationState.PRACTISED)


def practised_guest(scene: GuestScene) -> GuestScene:
    """Neither is anything unconfirmed, nor is there a network that could go away."""
    return replace(scene, unconfirmed="", offline="")


def practised_done(scene: DoneScene, *, language: Language) -> DoneScene:
    """Done is done: nobody confirms it."""
    return replace(scene, note=say("trainingDone", language), is_pending=False)
