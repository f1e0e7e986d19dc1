"""The row of a job's runs; nobody but ``server.nightly.rounds`` reads or writes it."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from server.database import Row


class JobRunRow(Row, table=True):
    """How far the newest run of a job has come with one tenant."""

    __tablename__ = "job_run"

    tenant_id: str = Field(primary_key=True, max_length=36, foreign_key="tenant.tenant_id")
    job: str = Field(primary_key=True, max_length=20)
    run: str = Field(max_length=80)
    """Its name: the day first."""
    day_before: str = Field(default="", max_length=10)
    """The day of the last run before it that was finished; empty before the first."""
    place: str = Field(default="", max_length=36)
    """The last card or guest it is done with."""
    is_done: bool = Field(default=False)
    at_ms: int = Field(sa_type=BigInteger)
    """When it came here."""
