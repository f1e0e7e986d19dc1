"""A till in a window and a server behind it, for somebody to try."""

import subprocess
import sys
from pathlib import Path

from demo.album import Album
from demo.server_process import ServerProcess


def try_by_hand(folder: Path, album: Album) -> int:
    """Returns when the window is closed; the exit code is the till's."""
    server = ServerProcess(folder / "server")
    data = server.demo_data()
    server.start()
    album.say(f"The server listens on {server.url}. On the till's first screen enter:")
    album.say(f"  address {server.url}   code {data['enrolment_code']}   (valid for 10 minutes)")
    for person in data["staff"]:
        album.say(f"  {person['name']}, {person['role'].lower()}: PIN {person['pin']}")
    guest = data["guests"][0]
    album.say(f"  a guest: {guest['name']}, {guest['phone']}, code {guest['display_code']}")
    try:
        arguments = ("--data-dir", str(folder / "till"))
        return subprocess.run((sys.executable, "-m", "client", *arguments), check=False).returncode
    finally:
        server.stop()
