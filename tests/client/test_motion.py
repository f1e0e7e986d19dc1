"""Who asked the system for less motion gets none from the till."""

import plistlib
from pathlib import Path

import pytest

from client.ui.application.motion import is_motion_unwanted


def test_a_machine_that_says_nothing_may_be_moved(tmp_path: Path) -> None:
    assert not is_motion_unwanted(platform="linux", home=tmp_path)
    assert not is_motion_unwanted(platform="darwin", home=tmp_path)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (".config/gtk-4.0/settings.ini", "[Settings]\ngtk-enable-animations=0\n"),
        (".config/gtk-3.0/settings.ini", "[Settings]\ngtk-enable-animations=false\n"),
        (".config/kdeglobals", "[KDE]\nAnimationDurationFactor=0\n"),
    ],
)
def test_the_settings_of_a_desktop_are_heard(tmp_path: Path, file: str, text: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert is_motion_unwanted(platform="linux", home=tmp_path)


def test_those_of_a_mac_are(tmp_path: Path) -> None:
    path = tmp_path / "Library/Preferences/com.apple.universalaccess.plist"
    path.parent.mkdir(parents=True)
    path.write_bytes(plistlib.dumps({"reduceMotion": True}))
    assert is_motion_unwanted(platform="darwin", home=tmp_path)


@pytest.mark.parametrize("text", ["no ini at all", "[Settings]\ngtk-enable-animations=1\n"])
def test_a_torn_file_or_a_lively_person_changes_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / ".config/gtk-4.0/settings.ini"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert not is_motion_unwanted(platform="linux", home=tmp_path)
