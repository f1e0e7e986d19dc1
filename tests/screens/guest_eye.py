"""Looking at the guest's window of a stage."""

from tests.screens.stage import Hand, Stage


def guest_eye(stage: Stage) -> Hand:
    """A hand that only looks, at the window that the guest sees."""
    window = stage.application.guest_window.window
    assert window is not None, "nothing is shown to the guest"
    return Hand(window)


async def turn_to_guest(stage: Stage, hand: Hand) -> None:
    """From now on ``hand`` is at the guest's window, as large as the till's was."""
    size = hand.window.size()
    hand.window = guest_eye(stage).window
    hand.window.resize(size)
    await hand.until(lambda: hand.window.size() == size)
