"""The sign-in screen in words: tiles, tries that are left, how long the pad waits (CSH-06)."""

from dataclasses import dataclass

from client.till.staff_session import StaffTile
from client.ui.presenters.door import say
from shared.domain.staff import Role
from shared.receipt.language import Language, russian_plural

_SECONDS_PER_MINUTE = 60


@dataclass(frozen=True, slots=True)
class TileText:
    """One tile."""

    staff_id: str
    name: str
    role: str
    initials: str
    is_locked: bool


def tile_text(tile: StaffTile, *, language: Language) -> TileText:
    """A person as a tile."""
    return TileText(
        staff_id=tile.staff_id,
        name=tile.name,
        role=role_text(tile.role, language=language),
        initials=initials_of(tile.name),
        is_locked=tile.lock_seconds_left > 0,
    )


def role_text(role: Role, *, language: Language) -> str:
    """What a role is called."""
    keys = {
        Role.OWNER: "roleOwner",
        Role.RESTAURANT_ADMIN: "roleAdmin",
        Role.MANAGER: "roleManager",
        Role.CASHIER: "roleCashier",
    }
    return say(keys[role], language)


def initials_of(name: str) -> str:
    """``АК`` of ``Анна Кассирова``."""
    return "".join(part[0] for part in name.split()[:2]).upper()


def pin_wrong_text(tries_left: int, *, language: Language) -> str:
    """``Неверный PIN-код`` and ``Осталось 3 попытки``, in two lines."""
    key = russian_plural(tries_left, one="triesLeftOne", few="triesLeftFew", many="triesLeftMany")
    if language is Language.EN:
        key = "triesLeftOne" if tries_left == 1 else "triesLeftMany"
    return say("pinWrong", language, left=say(key, language, count=tries_left))


def pin_locked_text(seconds_left: int, *, language: Language) -> str:
    """``Слишком много попыток`` and ``Подождите 14:59``, in two lines."""
    minutes, seconds = divmod(seconds_left, _SECONDS_PER_MINUTE)
    return say("pinLocked", language, time=f"{minutes}:{seconds:02d}")
