"""English texts of the tills of a restaurant and of giving one up."""

from typing import Final

DEVICES_EN: Final[dict[str, str]] = {
    "devicesTitle": "The restaurant's tills",
    "devicesEmptyTitle": "No other tills",
    "devicesEmptyText": "The other tills of this restaurant will be here",
    "devicesFailed": "The list of tills could not be read",
    "devicesWorstLoss": "The most the house can lose: {points}",
    "devicesNoLoss": "The house risks no point now",
    "deviceHolds": "Holds {points}",
    "deviceHoldsNothing": "Holds no points",
    "deviceContact": "heard of {when} or later",
    "deviceLost": "Shut out",
    "deviceGiveUp": "Declare lost",
    "deviceGiveUpTitle": "Is the till “{device}” lost?",
    "deviceGiveUpText": "It holds {points}. They go back to the guests; if the till has "
    "redeemed them offline, the house loses as much.",
    "deviceGiveUpNothing": "It holds no points of guests: the house loses nothing.",
    "deviceGiveUpConfirm": "Declare it lost",
    "deviceGiveUpKeep": "Not now",
    "deviceGivenUp": "The till is declared lost",
}
