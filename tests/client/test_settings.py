"""What is decided before the till starts: arguments win over the environment, it over defaults."""

from pathlib import Path

import pytest

from client.settings import COMMANDS, VERSION, load_settings
from tests.house.sources import read


def test_without_a_word_the_till_starts_with_its_defaults() -> None:
    settings = load_settings([], {})
    assert settings.language is None
    assert settings.window_size == (1280, 800)
    assert settings.data_dir.is_absolute()


def test_arguments_win_over_the_environment() -> None:
    environ = {"MAXLOYALTY_DATA_DIR": "/srv/a", "MAXLOYALTY_LANGUAGE": "ru"}
    settings = load_settings(["--language", "en"], environ)
    assert (settings.data_dir, settings.language) == (Path("/srv/a"), "en")


@pytest.mark.parametrize(
    "argv",
    [
        ["--language", "de"],
        ["--window", "wide"],
        ["--window", "0x0"],
        ["--auto-lock-seconds", "0"],
    ],
)
def test_a_value_that_means_nothing_ends_the_program_with_its_usage(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        load_settings(argv, {})
    assert argv[0].strip("-").replace("-", "_") in capsys.readouterr().err


def test_the_till_locks_itself_after_five_minutes_unless_told() -> None:
    assert load_settings([], {}).auto_lock_seconds == 300
    assert load_settings([], {"MAXLOYALTY_AUTO_LOCK_SECONDS": "60"}).auto_lock_seconds == 60


def test_arguments_of_qt_are_left_to_qt() -> None:
    assert load_settings(["-platform", "offscreen", "--fullscreen"], {}).is_fullscreen


def test_the_version_is_the_products() -> None:
    assert f'version = "{VERSION}"' in read("pyproject.toml")


def test_the_help_tells_of_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        load_settings(["--help"], {})
    said = capsys.readouterr().out
    assert [each for each in COMMANDS if each not in said] == []
