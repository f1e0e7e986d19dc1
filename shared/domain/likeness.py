"""Two guests who may be one person: a flag for a person to decide, never a merge (GST-72, GST-73).

The same phone is the same guest by itself (CSH-50) and never gets here.
"""

from enum import StrEnum

from shared.domain.guest import Profile

_DIGITS = "0123456789"


class Alike(StrEnum):
    """What makes two guests look like one."""

    NAME_AND_BIRTHDAY = "NAME_AND_BIRTHDAY"
    NAME_AND_PHONE = "NAME_AND_PHONE"
    """The phones differ as by a slip of the finger: one digit, or two neighbours swapped."""


def likeness(one: Profile, other: Profile) -> frozenset[Alike]:
    """Why these two, of checked profiles, may be one person; empty where nothing says so."""
    if not name_key(one) or name_key(one) != name_key(other):
        return frozenset()
    found = set()
    if one.birth_date is not None and one.birth_date == other.birth_date:
        found.add(Alike.NAME_AND_BIRTHDAY)
    if other.phone in slips(one.phone):
        found.add(Alike.NAME_AND_PHONE)
    return frozenset(found)


def slips(phone: str) -> frozenset[str]:
    """Every phone that is ``phone`` but for a slip of the finger; never itself."""
    digits = range(len(phone))
    changed = {phone[:at] + other + phone[at + 1 :] for at in digits for other in _DIGITS}
    swapped = {
        phone[:at] + phone[at + 1] + phone[at] + phone[at + 2 :] for at in range(len(phone) - 1)
    }
    return frozenset(changed | swapped) - {phone}


def name_key(profile: Profile) -> str:
    """First and last name in any order, without case, and ё as е: empty unless both are known."""
    names = (profile.first_name, profile.last_name)
    words = [each.casefold().replace("ё", "е").strip() for each in names]
    return " ".join(sorted(words)) if all(words) else ""
