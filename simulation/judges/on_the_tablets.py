"""Judges of a tablet against the server, at any moment (S4, S8)."""

import sqlite3
from collections.abc import Callable

from simulation.world import World

Judge = Callable[[World, sqlite3.Connection], list[str]]


def s8_acked_is_what_the_server_holds(world: World, books: sqlite3.Connection) -> list[str]:
    """A tablet never believes the server to have more than is durable there."""
    held = {
        (row["device_id"], row["epoch"]): row["last_seq"]
        for row in books.execute("SELECT device_id, epoch, last_seq FROM device_chain")
    }
    (server_epoch,) = books.execute(
        "SELECT server_epoch FROM tenant WHERE tenant_id = ?", (world.template.tenant_id,)
    ).fetchone()
    wrong = []
    for tablet in world.tablets:
        if tablet.is_broken():
            continue
        me = tablet.me()
        have = held.get((me.device_id, me.epoch), 0)
        if me.acked > have and me.cursor.server_epoch == server_epoch:
            wrong.append(f"{tablet.name} counts {me.acked} as acked, the server holds {have}")
    return wrong


ALWAYS: tuple[Judge, ...] = (s8_acked_is_what_the_server_holds,)
