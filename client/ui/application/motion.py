"""Whether the person at this machine asked its system for less motion (WCAG 2.2, 2.3.3).

Qt tells of contrast but not of motion, so the three systems are asked in their own ways. Must not
know what moves.
"""

import configparser
import ctypes
import plistlib
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

_GET_CLIENT_AREA_ANIMATION: Final = 0x1042
"""SPI_GETCLIENTAREAANIMATION of user32's SystemParametersInfoW."""
_OFF: Final = frozenset({"0", "false"})


def is_motion_unwanted(*, platform: str = sys.platform, home: Path | None = None) -> bool:
    """What the system's accessibility settings say; False where they say nothing."""
    ask = _ASKED.get(platform, _of_desktop)
    return ask(home or Path.home())


def _of_desktop(home: Path) -> bool:
    """GNOME and its relatives, then KDE, as their settings files have it."""
    config = home / ".config"
    return (
        _kept(config / "gtk-4.0" / "settings.ini", "Settings", "gtk-enable-animations") in _OFF
        or _kept(config / "gtk-3.0" / "settings.ini", "Settings", "gtk-enable-animations") in _OFF
        or _kept(config / "kdeglobals", "KDE", "AnimationDurationFactor") == "0"
    )


def _of_mac(home: Path) -> bool:
    try:
        kept = (home / "Library/Preferences/com.apple.universalaccess.plist").read_bytes()
        return bool(plistlib.loads(kept).get("reduceMotion", False))
    except (OSError, plistlib.InvalidFileException):
        return False


def _of_windows(_home: Path) -> bool:
    if sys.platform == "win32":  # nobody else has such a library
        is_animated = ctypes.c_int(1)
        asked = (_GET_CLIENT_AREA_ANIMATION, 0, ctypes.byref(is_animated), 0)
        is_told = ctypes.windll.user32.SystemParametersInfoW(*asked)
        return bool(is_told) and not is_animated.value
    return False


def _kept(path: Path, section: str, name: str) -> str:
    """A line of a settings file; empty where there is none to be read."""
    kept = configparser.ConfigParser(strict=False, interpolation=None)
    try:
        kept.read_string(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, configparser.Error):
        return ""
    return kept.get(section, name, fallback="").strip().lower()


_ASKED: Final[Mapping[str, Callable[[Path], bool]]] = {"win32": _of_windows, "darwin": _of_mac}
