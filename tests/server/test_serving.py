"""The real process on a real socket: it says when it is ready, and ends in good order."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.server.online import ENROL, PUSH

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
ENDS_WITHIN_SECONDS = 20


@contextmanager
def a_server(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and the address it printed."""
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "server", "serve", "--port", "0", *options],
            cwd=ROOT,
            env=os.environ | {"MAXLOYALTY_DATABASE_URL": f"sqlite:///{folder / 'server.db'}"},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line.startswith("listening on http://"), line
            yield process, line.split()[-1]
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_says_where_it_listens_and_ends_cleanly(
    tmp_path: Path, number: signal.Signals
) -> None:
    with a_server(tmp_path) as (process, url):
        health = httpx2.get(f"{url}/health")
        assert (health.status_code, health.json()["status"]) == (200, "ok")
        process.send_signal(number)
        assert process.wait(ENDS_WITHIN_SECONDS) == 0
        assert process.stdout is not None
        assert process.stdout.read() == ""
    assert not (tmp_path / "server.db-wal").exists(), "the last connection tidied up"
    assert "Traceback" not in (tmp_path / "log").read_text()


@pytest.mark.parametrize("path", [ENROL, PUSH])
def test_ten_megabytes_are_answered_even_over_a_socket(tmp_path: Path, path: str) -> None:
    with a_server(tmp_path) as (_, url):
        answer = httpx2.post(
            url + path, content=b"x" * 10_000_000, headers={"Content-Type": "application/json"}
        )
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
        cut_off = httpx2.post(
            url + path, content=b'{"v": 1, ', headers={"Content-Type": "application/json"}
        )
        assert (cut_off.status_code, cut_off.json()["code"]) == (400, "json_invalid")


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with a_server(tmp_path) as (_, url):
        second = subprocess.run(
            [
                sys.executable,
                "-m",
                "server",
                "serve",
                "--port",
                url.rpartition(":")[2],
                "--database-url",
                f"sqlite:///{tmp_path / 'second.db'}",
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert second.returncode == 1
    assert second.stderr.startswith("cannot listen on 127.0.0.1:")
    assert second.stderr.count("\n") == 1
