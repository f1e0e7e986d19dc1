"""The till's own SQLite file: what it knows, what it did, what it has yet to tell the server."""

from client.unasked import load

load("sqlite_utils", without="numpy")  # for arrays in rows, of which there are none
