"""The restaurant a drill is played in: an empty ledger with demo data, and a code for each till."""

import socket
from dataclasses import dataclass
from pathlib import Path

from drill.messages import Post
from drill.server_process import database_url
from server import commands
from server.database import Database
from server.migrations.run import upgrade

STAFF_NAME, STAFF_PIN = "Марина Управляева", "3333"


@dataclass(frozen=True, slots=True)
class House:
    """Where everything lies and listens."""

    server_folder: Path
    port: int
    posts: tuple[Post, ...]

    @property
    def database_url(self) -> str:
        """The server's ledger."""
        return database_url(self.server_folder)


def open_house(folder: Path, *, tills: int) -> House:
    """A restaurant in ``folder``, which must not be there yet."""
    server_folder = folder / "server"
    server_folder.mkdir(parents=True)
    port = free_port()
    database = Database.open(database_url(server_folder))
    try:
        database.write_now(upgrade)
        restaurant = commands.demo_data(database)["restaurant_id"]
        codes = [commands.enrolment_code(database, restaurant=restaurant) for _ in range(tills)]
    finally:
        database.close()
    posts = tuple(
        Post(
            folder=folder / f"till {number}",
            server_url=f"http://127.0.0.1:{port}",
            enrolment_code=code,
            name=f"Касса {number}",
            staff_name=STAFF_NAME,
            pin=STAFF_PIN,
        )
        for number, code in enumerate(codes, start=1)
    )
    for post in posts:
        post.folder.mkdir()
    return House(server_folder, port, posts)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
