"""English texts of the registration form's newer parts and of the card on the whole screen."""

from typing import Final

REGISTRATION_EN: Final = {
    "birthDay": "Day of birth",
    "birthMonth": "Month of birth",
    "birthYear": "Year of birth",
    "consentVersion": "Version of the document: {version}",
}
