"""Where the till keeps its files on this system."""

from pathlib import Path

_APP = "Max Loyalty POS"


def default_data_dir() -> Path:
    """The folder of this user's till."""
    import platformdirs  # noqa: PLC0415 - a till told its folder never calls this; the PIN pad would wait 2 ms for nothing

    return Path(platformdirs.user_data_dir(_APP, appauthor=False))


def database_path(data_dir: Path) -> Path:
    """The till's SQLite file."""
    return data_dir / "till.db"


def keys_dir(data_dir: Path) -> Path:
    """Secrets, where the system has no keystore."""
    return data_dir / "keys"


def logs_dir(data_dir: Path) -> Path:
    """The program's log."""
    return data_dir / "logs"


def rescue_dir(data_dir: Path) -> Path:
    """Sealed files with the till's work, to be carried to its server."""
    return data_dir / "rescue"


def paper_dir(data_dir: Path) -> Path:
    """What the virtual printer printed."""
    return data_dir / "paper"


def training_dir(data_dir: Path) -> Path:
    """The till that somebody is trained on; it is there only as long as that."""
    return data_dir / "training"
