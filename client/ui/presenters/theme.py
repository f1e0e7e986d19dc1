"""What a person chose of the looks, as Theme.qml is told it.

The first picture waits for this, so it knows no words. Must not know who applies it.
"""

from client.till.looks import Looks


def text_scale(looks: Looks) -> float:
    """1 to 2."""
    return int(looks.text_size) / 100


def tint(looks: Looks) -> dict[str, str] | None:
    """The accent's roles under the names that Theme.qml reads; None for our own accent."""
    return None if looks.accent_hue is None else tint_of(looks, looks.accent_hue)


def tint_of(looks: Looks, hue: int) -> dict[str, str]:
    """The same of an accent that may be chosen, in the palette of ``looks``."""
    from client.ui.presenters.accent import accent_roles  # noqa: PLC0415 - only a till with an accent of its own needs it; no other PIN pad waits for it

    roles = accent_roles(hue, is_dark=looks.is_dark, is_contrasted=looks.is_contrasted)
    return {
        "accent": roles.accent,
        "accentPressed": roles.accent_pressed,
        "accentInk": roles.accent_ink,
        "accentSoft": roles.accent_soft,
    }
