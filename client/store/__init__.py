"""The till's own SQLite file: what it knows, what it did, what it has yet to tell the server."""

from client.unasked import without

with without("numpy"):  # for arrays in rows, of which there are none
    import sqlite_utils  # noqa: F401 - loaded here so that numpy is not loaded with it
