"""What a till finds after a power cut: its file is opened by the real store and looked through."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlite_utils import Database

from client.store.database import Store
from client.store.errors import Trouble
from client.store.failures import ERRORS
from client.store.me import Me, find_me
from client.store.settings_rows import put_setting
from drill.images import Image
from drill.tape import Tape
from shared.domain.ids import OperationId
from shared.operations.chain import GENESIS, ChainPlace, link_hash

_ORPHANS = """SELECT operation_id FROM outbox WHERE receipt_id IS NOT NULL AND kind <> 'redeem'
    AND receipt_id NOT IN (SELECT receipt_id FROM receipt)
    AND receipt_id NOT IN (SELECT receipt_id FROM outbox WHERE kind = 'redeem'
        AND receipt_id IS NOT NULL)"""
_OVERDRAWN = "SELECT lease_id FROM lease_lot WHERE points_left < 0"


def problems_of(image: Image, tape: Tape, folder: Path) -> list[str]:
    """Everything that is wrong with the till of that image; ``folder`` is for its files."""
    for leftover in folder.iterdir():
        leftover.unlink()
    for name, content in image.files.items():
        (folder / name).write_bytes(content)
    promised = [each for moment, each in tape.promises if moment <= image.moment]
    try:
        store = Store(folder / "till.db", lambda _file: tape.key)
    except Trouble as trouble:
        return [f"the store does not open: {trouble.code} {trouble}"]
    try:
        store.write_now(lambda db: put_setting(db, "drill", "1"))
        return store.read_now(lambda db: list(_problems(db, promised)))
    except Trouble as trouble:
        return [f"the store fails: {trouble.code} {trouble}"]
    except ERRORS as damage:  # torn text is met at its row, not when opening
        return [f"lost: a row cannot be read: {damage}"]
    finally:
        store.close()


def _problems(db: Database, promised: Iterable[OperationId]) -> Iterator[str]:
    ((verdict,), *_) = db.execute("PRAGMA integrity_check").fetchall()
    if verdict != "ok":
        yield f"integrity_check: {verdict}"
    if db.execute("PRAGMA foreign_key_check").fetchone():
        yield "foreign_key_check: a row points nowhere"
    me = find_me(db)
    if me is None:
        yield "the till is not enrolled any more"
        return
    yield from _broken_links(db, me)
    kept = {operation_id for (operation_id,) in db.execute("SELECT operation_id FROM outbox")}
    yield from (f"lost: {each}" for each in promised if each not in kept)
    yield from (f"an operation without its slip: {each}" for (each,) in db.execute(_ORPHANS))
    yield from (f"an overdrawn lease: {each}" for (each,) in db.execute(_OVERDRAWN))


def _broken_links(db: Database, me: Me) -> Iterator[str]:
    """The chain from its start to the head that ``me`` names (S4)."""
    head, last = GENESIS, 0
    rows = db.execute("SELECT seq, body, hash FROM outbox WHERE epoch = ? ORDER BY seq", [me.epoch])
    for seq, body, link in rows:
        place = ChainPlace(me.tenant_id, me.device_id, me.epoch, seq)
        head, last = link_hash(place, head, body), last + 1
        if (seq, link) != (last, head.hex()):
            yield f"the chain breaks at {seq}"
            return
    if (me.last_seq, me.head) != (last, head):
        yield f"the chain ends at {last}, the till believes at {me.last_seq}"
