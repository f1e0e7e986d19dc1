"""Where the environment enters the server, and nowhere else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

VERSION = "0.1.0"
"""Of the product; pyproject.toml says the same, and a test compares."""

ENVIRONMENT_PREFIX = "MAXLOYALTY_"
DEFAULT_DATABASE_URL = "sqlite:///var/server.db"
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8080
DEFAULT_SNAPSHOT_DIR = "var/snapshots"
DEFAULT_CBR_URL = "https://www.cbr.ru/scripts/XML_daily.asp"
DEFAULT_OPENEXCHANGE_URL = "https://openexchangerates.org/api/latest.json"


class Settings(BaseModel):
    """What an operator chooses; the command line overrides the environment."""

    model_config = ConfigDict(frozen=True)

    database_url: str = DEFAULT_DATABASE_URL
    host: str = DEFAULT_HOST
    port: Annotated[int, Field(ge=0, le=65_535)] = DEFAULT_PORT
    """0 takes any free port."""
    snapshot_dir: Path = Path(DEFAULT_SNAPSHOT_DIR)
    """Where snapshots for new devices are kept; may be emptied at any moment."""
    cbr_url: str = DEFAULT_CBR_URL
    """Where the Bank of Russia says the day's rates (POS-135)."""
    openexchange_url: str = DEFAULT_OPENEXCHANGE_URL
    openexchange_app_id: Annotated[str, Field(repr=False)] = ""
    """The key that Open Exchange Rates sells; without it nobody is asked there (POS-139)."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Each field as ``MAXLOYALTY_`` and its name. Raises ``ValidationError``."""
        names = {name: ENVIRONMENT_PREFIX + name.upper() for name in cls.model_fields}
        return cls.model_validate(
            {name: environment[key] for name, key in names.items() if environment.get(key)}
        )

    def overridden(self, **options: str | int) -> Self:
        """These, but for what the command line says. Raises ``ValidationError``."""
        return self.model_validate(self.model_dump() | options)
