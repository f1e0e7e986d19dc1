"""The least a server can do and still keep a ledger: bare ASGI, msgspec, ``sqlite3``, two legs.

No signatures, rules, lots, replicas or receipts: what is left is the limit of this machine for the
same bytes over the same socket into the same kind of file.
"""

import sqlite3
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgspec
import uvicorn

SCHEMA = """
CREATE TABLE operation (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE entry (operation_id TEXT NOT NULL, account TEXT NOT NULL, points INTEGER NOT NULL);
CREATE TABLE account (account TEXT PRIMARY KEY, balance INTEGER NOT NULL);
"""


class Operation(msgspec.Struct):
    """What a till sends."""

    seq: int
    operation_id: str
    body: str


class Push(msgspec.Struct):
    """A batch."""

    operations: list[Operation]


class Check(msgspec.Struct):
    """As much of a body as two legs need."""

    guest_id: str
    regular_points: int = 0


class Answer(msgspec.Struct):
    """What was booked."""

    have: list[str]


class Skeleton:
    """The ASGI application."""

    def __init__(self, path: Path) -> None:
        self._decode = msgspec.json.Decoder(Push).decode
        self._body = msgspec.json.Decoder(Check).decode
        self._encode = msgspec.json.Encoder().encode
        self._books = sqlite3.connect(path, isolation_level=None)
        self._books.execute("PRAGMA journal_mode=WAL")
        self._books.execute("PRAGMA synchronous=FULL")
        self._books.executescript(SCHEMA)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Books the batch in one transaction, then says so."""
        assert scope["type"] == "http"
        body = bytearray()
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        answer = self._encode(self._book(self._decode(bytes(body)).operations))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": answer})

    def _book(self, operations: list[Operation]) -> Answer:
        legs: list[tuple[str, str, int]] = []
        for each in operations:
            check = self._body(each.body)
            legs.append((each.operation_id, check.guest_id, check.regular_points))
            legs.append((each.operation_id, "issued", -check.regular_points))
        books = self._books
        books.execute("BEGIN IMMEDIATE")
        books.executemany(
            "INSERT OR IGNORE INTO operation VALUES (?, ?, ?)",
            [(each.operation_id, each.seq, each.body) for each in operations],
        )
        books.executemany("INSERT INTO entry VALUES (?, ?, ?)", legs)
        books.executemany(
            "INSERT INTO account VALUES (?, ?)"
            " ON CONFLICT (account) DO UPDATE SET balance = balance + excluded.balance",
            [(account, points) for _, account, points in legs],
        )
        books.execute("COMMIT")
        return Answer([each.operation_id for each in operations])


def work(path: Path, port: int, wire: Connection) -> None:
    """The process: serves until it is killed."""
    config = uvicorn.Config(
        Skeleton(path), port=port, interface="asgi3", lifespan="off", ws="none", log_config=None
    )
    server = _Announcing(config, wire)
    server.run()


class _Announcing(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, wire: Connection) -> None:
        super().__init__(config)
        self._wire = wire

    async def startup(self, sockets: Any = None) -> None:
        """Says when it answers."""
        await super().startup(sockets)
        self._wire.send("up")
