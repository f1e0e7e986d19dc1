"""Consents: what a guest's answer makes of his card, and where guests come from (GST-08, GST-42).

Who registers at a till has consented there (CSH-49). Who was made by a POS has not been asked: he
earns and cannot spend until he answers, and who says no is forgotten (GST-44…GST-46). What is
consented to is a document of its own for each question, told apart by its hash (152-FZ, art. 9).
Must not know through which channel the question was put.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shared.domain.card import CardStatus
from shared.domain.errors import CardNotUsable, FieldInvalid

TEXT_MAX_LENGTH: Final = 20_000
VERSION_MAX_LENGTH: Final = 22
"""With its kind a version fits where an id does."""
LANGUAGES: Final = ("ru", "en")
"""In which a document is written; the first one must be there."""
_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._ -]*")


class ConsentKind(StrEnum):
    """What a guest is asked; each has a document of its own."""

    PERSONAL_DATA = "personal_data"
    MARKETING = "marketing"


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The very words that stood before a guest."""

    version: str
    text: str

    @property
    def sha256(self) -> str:
        """By which a consent names the words: lower-case hex of their UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ConsentDocument:
    """One version of what a guest is asked to agree to; once published, it never changes."""

    kind: ConsentKind
    version: str
    texts: Mapping[str, str]
    """By language."""

    def read_in(self, language: str) -> ConsentText:
        """What a guest reads on a screen of that language; where there is none, the first one."""
        text = self.texts.get(language) or next(iter(self.texts.values()), "")
        return ConsentText(self.version, text)

    def hashes(self) -> Mapping[str, str]:
        """The hash of each of its texts, by language."""
        return {each: self.read_in(each).sha256 for each in self.texts}


class RegistrationSource(StrEnum):
    """Where a guest was registered (GST-08)."""

    CASHIER = "CASHIER"
    POS_AUTO = "POS_AUTO"
    QR_LINK = "QR_LINK"
    TELEGRAM = "TELEGRAM"
    CSV_IMPORT = "CSV_IMPORT"


class ConsentSource(StrEnum):
    """Where a guest's answer came from."""

    TELEGRAM_BOT = "TELEGRAM_BOT"
    OPERATOR = "OPERATOR"
    """Told to the operator: on paper, by letter."""


class ConsentAnswer(StrEnum):
    """What a guest says to the processing of his personal data."""

    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


CONSENT_REJECTED = "CONSENT_REJECTED"
CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
"""Why a guest was erased (GST-45)."""


def status_of_newcomer(source: RegistrationSource) -> CardStatus:
    """The status of a new card: nobody asked who was made by a POS (GST-42)."""
    if source is RegistrationSource.POS_AUTO:
        return CardStatus.PENDING_CONSENT
    return CardStatus.ACTIVE


def status_after(status: CardStatus, answer: ConsentAnswer) -> CardStatus:
    """The status of a card once its guest has answered (GST-44, GST-45).

    Raises ``CardNotUsable`` for a card that waits for no answer.
    """
    if status is not CardStatus.PENDING_CONSENT:
        raise CardNotUsable(status=status, action="consent")
    return CardStatus.ACTIVE if answer is ConsentAnswer.ACCEPTED else CardStatus.DELETED


def checked_document(document: ConsentDocument) -> ConsentDocument:
    """``document`` as it may be published: with the first language, no text empty or endless.

    Raises ``FieldInvalid``. A text is taken as it is, for its hash is of every character.
    """
    if _VERSION.fullmatch(document.version) is None:
        raise FieldInvalid(field="version", reason="format" if document.version else "empty")
    if len(document.version) > VERSION_MAX_LENGTH:
        raise FieldInvalid(field="version", reason="too_long")
    if LANGUAGES[0] not in document.texts:
        raise FieldInvalid(field=f"texts.{LANGUAGES[0]}", reason="missing")
    for language, text in document.texts.items():
        _check_text(language, text)
    return document


def _check_text(language: str, text: str) -> None:
    field = f"texts.{language}"
    if language not in LANGUAGES:
        raise FieldInvalid(field=field, reason="unknown_field")
    if not text.strip():
        raise FieldInvalid(field=field, reason="empty")
    if len(text) > TEXT_MAX_LENGTH:
        raise FieldInvalid(field=field, reason="too_long")
    if not all(each.isprintable() or each == "\n" for each in text):
        raise FieldInvalid(field=field, reason="format")
