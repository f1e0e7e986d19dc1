"""Snapshots at hand: built in the background, kept on disk, handed out by part.

One is built at a time. A snapshot that is a little old is still right: who loads it pulls a little
more. The folder may be deleted at any moment; what is missing is built again. Must not know what
is in a part.
"""

import asyncio
import hashlib
import json
import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from server.database import Database, DatabaseUnavailable
from server.sync.crowd import Crowd, crowd, write_crowd
from shared.domain.ids import RestaurantId, TenantId
from shared.sync.messages import Cursor
from shared.sync.packing import packed
from shared.sync.snapshots import SnapshotPart

WORTH_IT_FROM = 5_000
"""A smaller crowd is pulled page by page in a moment."""
OLD_AFTER = 20_000
"""So many changes later, or a quarter of the crowd, a newer snapshot is built."""
BYTES_MAX = 2 * 1024**3
"""Of all tenants together; who asked longest ago goes first."""
_OLD_SHARE = 4
_MANIFEST = "manifest.json"

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is at hand for a tenant."""

    cursor: Cursor
    parts: tuple[SnapshotPart, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A snapshot, or that one is being built, or neither: then none is worth it."""

    snapshot: Snapshot | None = None
    is_building: bool = False


@dataclass(frozen=True, slots=True)
class _Readers:
    """Whom a snapshot is for: all tills of a tenant, or those of a restaurant with own cards."""

    tenant_id: TenantId
    at: RestaurantId | None = None

    @property
    def folder(self) -> str:
        return self.tenant_id if self.at is None else f"{self.tenant_id}.{self.at}"


class Snapshots:
    """Belongs to one event loop."""

    def __init__(
        self, database: Database, folder: Path, *, worth_it_from: int = WORTH_IT_FROM
    ) -> None:
        self._database = database
        self._folder = folder
        self._worth_it_from = worth_it_from
        self._one_at_a_time = asyncio.Lock()
        self._building: dict[_Readers, asyncio.Task[None]] = {}

    async def offer(self, tenant_id: TenantId, *, at: RestaurantId | None = None) -> Offer:
        """What a device of that restaurant may load; begins to build what is missing or old."""
        now = await self._database.read(lambda conn: crowd(conn, tenant_id, at=at))
        if now.size < self._worth_it_from:
            return Offer()
        readers = _Readers(tenant_id, now.at)
        found = await asyncio.to_thread(self._found, readers)
        if found is not None and found.cursor.server_epoch != now.cursor.server_epoch:
            found = None
        if found is None or _is_old(found, now):
            self._build(readers)
        return Offer(found, is_building=found is None)

    def part(
        self, tenant_id: TenantId, sha256: str, *, at: RestaurantId | None = None
    ) -> Path | None:
        """The file of that part for a device of the restaurant, while it is kept."""
        folders = (self._folder_of(_Readers(tenant_id, place)) for place in {None, at})
        return next((x / sha256 for x in folders if (x / sha256).is_file()), None)

    async def settle(self) -> None:
        """Returns when nothing is being built any more."""
        await asyncio.gather(*self._building.values(), return_exceptions=True)

    def _build(self, readers: _Readers) -> None:
        if readers in self._building:
            return
        task = asyncio.get_running_loop().create_task(self._built(readers))
        self._building[readers] = task
        task.add_done_callback(lambda done: self._ended(readers, done))

    def _ended(self, readers: _Readers, done: asyncio.Task[None]) -> None:
        del self._building[readers]
        if not done.cancelled() and done.exception() is not None:
            _logger.error("a snapshot could not be built", exc_info=done.exception())

    async def _built(self, readers: _Readers) -> None:
        shelf = _Shelf(self._folder_of(readers))
        async with self._one_at_a_time:
            try:
                made = await self._database.read(
                    lambda conn: write_crowd(
                        conn, readers.tenant_id, keep=shelf.keep, at=readers.at
                    )
                )
            except DatabaseUnavailable:
                _logger.warning("a snapshot waits for the database")
                return
            await asyncio.to_thread(shelf.finish, made.cursor)
            await asyncio.to_thread(_make_room, self._folder)

    def _found(self, readers: _Readers) -> Snapshot | None:
        folder = self._folder_of(readers)
        manifest = folder / _MANIFEST
        try:
            told = json.loads(manifest.read_text(encoding="utf-8"))
            manifest.touch()
        except FileNotFoundError:
            return None
        parts = tuple(SnapshotPart.model_validate(each) for each in told["parts"])
        if not all((folder / each.sha256).is_file() for each in parts):
            return None
        return Snapshot(Cursor.model_validate(told["cursor"]), parts)

    def _folder_of(self, readers: _Readers) -> Path:
        return self._folder / readers.folder


class _Shelf:
    """The parts of one snapshot as files; the manifest comes last, and only then they count."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: list[SnapshotPart] = []

    def keep(self, text: bytes, rows: int) -> None:
        """Called in the thread that reads the database."""
        frame = packed(text)
        sha256 = hashlib.sha256(frame).hexdigest()
        _write(self._folder / sha256, frame)
        self._parts.append(SnapshotPart(sha256=sha256, size_bytes=len(frame), rows=rows))

    def finish(self, cursor: Cursor) -> None:
        """From now on this is the tenant's snapshot."""
        parts = [each.model_dump() for each in self._parts]
        told = {"cursor": cursor.model_dump(), "parts": parts}
        _write(self._folder / _MANIFEST, json.dumps(told).encode())
        kept = {_MANIFEST, *(each.sha256 for each in self._parts)}
        for path in self._folder.iterdir():
            if path.name not in kept:
                path.unlink(missing_ok=True)


def _is_old(found: Snapshot, now: Crowd) -> bool:
    return now.cursor.seq - found.cursor.seq > max(OLD_AFTER, now.size // _OLD_SHARE)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.draft")
    draft.write_bytes(content)
    draft.replace(path)


def _make_room(folder: Path) -> None:
    by_last_use = sorted(_manifests(folder), key=lambda path: path.stat().st_mtime, reverse=True)
    room = BYTES_MAX
    for manifest in by_last_use:
        room -= sum(path.stat().st_size for path in manifest.parent.iterdir())
        if room < 0:
            shutil.rmtree(manifest.parent, ignore_errors=True)


def _manifests(folder: Path) -> Iterator[Path]:
    return folder.glob(f"*/{_MANIFEST}")
