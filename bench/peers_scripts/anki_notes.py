"""Notes from one Anki collection to Anki's own sync server: ``anki_notes.py FOLDER COUNT``.

Runs in an environment of its own that has Anki; prints how long the sync took.
"""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from anki.collection import AddNoteRequest, Collection
from anki.sync import SyncAuth

USER, PASSWORD = "till", "bench"
TRIES, TRY_SECONDS = 100, 0.2


def main(folder: Path, count: int) -> None:
    """Prints one line of JSON."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    environment = os.environ | {
        "SYNC_USER1": f"{USER}:{PASSWORD}",
        "SYNC_BASE": str(folder / "server"),
        "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": str(port),
    }
    quiet = subprocess.DEVNULL
    command = (sys.executable, "-m", "anki.syncserver")
    server = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet)
    try:
        _wait_for(server, port)
        seconds = _sync(folder, count, url=f"http://127.0.0.1:{port}/")
    finally:
        server.kill()
    sys.stdout.write(json.dumps({"count": count, "seconds": seconds}) + "\n")


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    """Until Anki's server listens. Raises ``TimeoutError``, at once for one that has ended."""
    for _ in range(TRIES):
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), TRY_SECONDS).close()
            return
        with suppress(subprocess.TimeoutExpired):
            server.wait(TRY_SECONDS)
            break
    raise TimeoutError(f"nobody listens on port {port}")


def _sync(folder: Path, count: int, *, url: str) -> float:
    """The first exchange carries the whole collection; the second only what was added."""
    collection = Collection(str(folder / "till.anki2"))
    who = collection.sync_login(USER, PASSWORD, url)
    _upload(collection, who)
    model, deck = collection.models.by_name("Basic"), collection.decks.id("Default")
    requests = []
    for number in range(count):
        note = collection.new_note(model)
        note["Front"], note["Back"] = str(number), "x" * 600
        requests.append(AddNoteRequest(note=note, deck_id=deck))
    collection.add_notes(requests)
    began = time.perf_counter()
    collection.sync_collection(who, False)
    return time.perf_counter() - began


def _upload(collection: Collection, who: SyncAuth) -> None:
    collection.sync_collection(who, False)
    collection.close_for_full_sync()
    collection.full_upload_or_download(auth=who, server_usn=None, upload=True)
    collection.reopen(after_full_sync=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
