"""English texts of training."""

from typing import Final

TRAINING_EN: Final[dict[str, str]] = {
    "trainingTitle": "Training",
    "trainingNote": "A practice shift with invented guests",
    "trainingNoteOn": "Going on now; end it here",
    "trainingMark": "TRAINING",
    "trainingMarkText": "Guests are invented, points are not real, nothing reaches the server",
    "trainingGuests": "A training till opens with ten invented guests, whose surname says that "
    "they are. It knows no real guest.",
    "trainingRules": "The rules of the programme, the staff and their PINs are those of the "
    "real till.",
    "trainingServer": "Nothing reaches the server. Instead of paper there are pictures "
    "marked “TRAINING”.",
    "trainingRest": "The real till waits meanwhile: its operations are sent and its slips are "
    "printed when training ends.",
    "trainingForgets": "Everything done on the training till disappears.",
    "trainingReturns": "The real till opens. Sign in there with your PIN.",
    "trainingBegin": "Begin training",
    "trainingEnd": "End training",
    "trainingConnection": "This is training: nothing reaches the server",
    "trainingFactServer": "There is no connection to the server, and none is needed",
    "trainingFactServerNote": "Neither operations nor guests nor shift reports are sent from here; "
    "they disappear with the training till.",
    "trainingFactWorks": "All that is to be learnt works: search, registration, checks, "
    "redeeming, shift",
    "trainingFactWorksNote": "Points are redeemed as if there were a connection.",
    "trainingFactReal": "The real till waits",
    "trainingFactRealNote": "Its operations are sent when training ends.",
    "trainingNoServer": "None: this is training",
    "trainingOperation": "Practice",
    "trainingOperationText": "Kept on the training till only: nothing reaches the server",
    "trainingDone": "A practice check: nothing reaches the server",
    "trainingStranger": "This guest is not known here",
    "trainingStrangerText": "This is training, and its guests are invented",
}
