"""The till's own SQLite file: what it knows, what it did, what it has yet to tell the server."""
