"""English texts of the tour."""

from typing import Final

TOUR_EN: Final[dict[str, str]] = {
    "tourName": "A tour of the till",
    "tourShow": "Show the tour of the till",
    "tourPlace": "Step {number} of {total}",
    "tourNext": "Next",
    "tourBack": "Back",
    "tourSkip": "Skip",
    "tourEnd": "Start working",
    "tourFindTitle": "Find the guest",
    "tourFindText": "Type the last digits of the phone, the code of the card or the name, "
    "or scan the card on any screen.",
    "tourCheckTitle": "Type the amount of the check",
    "tourCheckText": "The till works out how many points to give and how many may be spent, "
    "and the large button at the bottom books it.",
    "tourDoneTitle": "Done",
    "tourDoneText": "The slip prints by itself, and for {seconds} seconds one button "
    "takes a mistake back.",
    "tourContactTitle": "No connection? Carry on",
    "tourContactText": "Earning, registration and slips work without it too; "
    "this line tells how the connection is, and a tap on it tells the rest.",
    "tourContactOfTrainingText": "On the real till this line tells of the connection; "
    "earning, registration and slips work without it too.",
    "tourLeaveTitle": "Leaving? Lock the till",
    "tourLeaveText": "The lock closes it until the next PIN, training waits in the settings, "
    "and F1 shows every key.",
}
