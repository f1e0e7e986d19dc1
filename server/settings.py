"""Where the environment enters the server, and nowhere else."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

VERSION = "0.1.0"
"""Of the product; pyproject.toml says the same, and a test compares."""

ENVIRONMENT_PREFIX = "MAXLOYALTY_"
DEFAULT_DATABASE_URL = "sqlite:///var/server.db"
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8080


class Settings(BaseModel):
    """What an operator chooses; the command line overrides the environment."""

    model_config = ConfigDict(frozen=True)

    database_url: str = DEFAULT_DATABASE_URL
    host: str = DEFAULT_HOST
    port: Annotated[int, Field(ge=0, le=65_535)] = DEFAULT_PORT
    """0 takes any free port."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """``MAXLOYALTY_DATABASE_URL``, ``…_HOST``, ``…_PORT``. Raises ``ValidationError``."""
        names = {name: ENVIRONMENT_PREFIX + name.upper() for name in cls.model_fields}
        return cls.model_validate(
            {name: environment[key] for name, key in names.items() if environment.get(key)}
        )
