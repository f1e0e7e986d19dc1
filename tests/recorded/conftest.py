"""The empty database of the server's tests."""

from tests.server.conftest import sqlite_template

__all__ = ["sqlite_template"]
