"""A till's file and its papers are checked by their own commands (P6, issue 3)."""

from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from client.commands import run_command
from client.paths import database_path
from client.store.database import Store
from client.store.verification import verify_store
from client.sync.keys import is_signed
from client.till.registration import RegistrationForm
from shared.operations.chain import short_hash
from tests.scenarios.world import World
from tests.sealed_files import keystore_of, opened, read, store_key

pytestmark = pytest.mark.parametrize("world", ["sqlite"], indirect=True)
SWAPPED = (
    "UPDATE outbox SET seq = 12 - seq WHERE seq IN (2, 3);"
    "UPDATE outbox SET seq = seq - 7 WHERE seq > 8"
)
TAMPERED = [
    (
        (
            "UPDATE outbox SET body = replace(body,"
            " '\"amount_minor\":200000', '\"amount_minor\":200001')"
        ),
        "operation 2",
    ),
    (
        "UPDATE outbox SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE seq = 2",
        "operation 2",
    ),
    ("UPDATE outbox SET operation_id = receipt_id WHERE seq = 2", "does not follow"),
    ("UPDATE outbox SET kind = 'redeem' WHERE seq = 2", "are not the body's"),
    ("UPDATE outbox SET guest_id = operation_id WHERE seq = 2", "are not the body's"),
    ("UPDATE outbox SET staff_id = '' WHERE seq = 2", "are not the body's"),
    ("UPDATE outbox SET occurred_at_ms = 1 WHERE seq = 2", "its moment"),
    ("UPDATE outbox SET private = replace(private, 'Вера', 'Нина')", "private part"),
    ("DELETE FROM outbox WHERE seq = 2", "operation 2 is missing"),
    ("DELETE FROM outbox WHERE seq = 4", "ends at operation 3"),
    ("DELETE FROM outbox", "are missing"),
    (
        (
            "UPDATE outbox SET seq = 12 - seq WHERE seq IN (2, 3);"
            "UPDATE outbox SET seq = seq - 7 WHERE seq > 8"
        ),
        "operation 2",
    ),
    ("UPDATE me SET last_seq = 3; DELETE FROM outbox WHERE seq = 4", "this file ends at 3"),
    ("UPDATE me SET head = substr(head, 2) || substr(head, 1, 1)", "the device says"),
    ("UPDATE me SET acked = 2", "the device says 2"),
    ("UPDATE me SET server_public_key = ''", "not signed by the server"),
    (
        (
            "UPDATE outbox SET outcome = replace(outcome,"
            " '\"regular\":', '\"regular\":1') WHERE seq = 2"
        ),
        "signed",
    ),
    ("UPDATE outbox SET outcome_status = 'rejected' WHERE seq = 2", "status"),
    ("UPDATE outbox SET feed_seq = 1 WHERE seq = 2", "place in the feed"),
    (
        "UPDATE outbox SET ack_id = (SELECT max(ack_id) FROM acknowledgement) WHERE seq = 1",
        "signed",
    ),
    (
        "UPDATE acknowledgement SET reply = replace(reply, '\"applied\"', '\"adjusted\"')",
        "not signed",
    ),
    ("UPDATE acknowledgement SET reply = ''", "none of this device's"),
    ("DELETE FROM acknowledgement WHERE ack_id = 1", "is missing"),
    ('UPDATE receipt SET facts = replace(facts, \'"short_hash":"\', \'"short_hash":"A\')', "code"),
    ("UPDATE receipt SET operation_ids = '[]'", "other operations"),
    ("UPDATE receipt SET facts = ''", "nobody understands"),
]


@pytest.fixture
def till_file(world: World) -> Path:
    """The file of a till that registered a guest, sold three times, and is switched off."""

    async def scenario() -> None:
        tablet = await world.tablet()
        form = RegistrationForm(phone="79990007777", first_name="Вера", personal_data=True)
        vera = (await tablet.till.registration.register(form)).view.guest.guest_id
        await tablet.sync()
        for roubles in (2_000, 3_000, 4_000):
            await tablet.earn(vera, roubles)
            await tablet.sync()

    world.play(scenario)
    for tablet in world.tablets:
        tablet.close()
    world.tablets.clear()
    file = world.folder / "tablet 1" / "till.db"
    with closing(opened(file)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


def problems_of(file: Path) -> list[str]:
    with closing(read(file)) as db:
        return list(verify_store(db, Counter(), is_signed_by=is_signed))


def tamper(file: Path, statement: str) -> None:
    with closing(opened(file)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        for each in statement.split(";"):
            db.execute(each)


def test_whatever_is_done_to_a_tills_file_is_named(till_file: Path) -> None:
    assert problems_of(till_file) == []
    sound = till_file.read_bytes()
    silent = []
    for statement, named in TAMPERED:
        till_file.write_bytes(sound)
        tamper(till_file, statement)
        problems = problems_of(till_file)
        if not any(named in problem for problem in problems):
            silent.append((statement, problems))
    assert silent == []


def test_a_code_on_paper_is_found_in_the_file(
    till_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(opened(till_file)) as db:
        ((link,),) = db.execute("SELECT hash FROM outbox WHERE seq = 2")
    code = short_hash(bytes.fromhex(link))
    assert typed(till_file, "verify-receipt", code, "--language", "en") == 0
    said = capsys.readouterr().out
    assert said.startswith("The code is genuine")
    assert f"Operation 2, code {code}" in said
    assert "Points: +" in said
    assert typed(till_file, "verify-receipt", code.lower().replace("-", "")) == 0
    assert capsys.readouterr().out.startswith("Код подлинный")


def test_a_code_nobody_printed_is_not_found(
    till_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for code in ("AAAA-AAAA", "K7QA", "!"):
        assert typed(till_file, "verify-receipt", code) == 1
        assert capsys.readouterr().out == "Операции с таким кодом здесь нет.\n"


def test_who_holds_a_later_paper_finds_what_was_changed_before_it(
    till_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(opened(till_file)) as db:
        ((link,),) = db.execute("SELECT hash FROM outbox WHERE seq = 4")
    tamper(till_file, "DELETE FROM outbox WHERE seq = 2")
    assert typed(till_file, "verify-receipt", short_hash(bytes.fromhex(link))) == 1
    assert capsys.readouterr().out.startswith("ВНИМАНИЕ")


def test_the_whole_file_is_checked_by_one_command(
    till_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(till_file, "verify-store") == 0
    assert capsys.readouterr().out.endswith("differences: 0\n")
    tamper(till_file, "DELETE FROM outbox WHERE seq = 4")
    assert typed(till_file, "verify-store") == 1
    assert "ends at operation 3" in capsys.readouterr().out


def test_a_folder_without_a_till_is_said_so(
    till_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(till_file.parent / "elsewhere" / "till.db", "verify-store") == 2
    assert capsys.readouterr().err.startswith("There is no till in ")


def test_a_till_that_was_never_enrolled_is_said_so(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    file = database_path(world.folder / "new till")
    keystore_of(file.parent)
    Store.open(file, store_key).close()
    for words in (["verify-store"], ["verify-receipt", "K7QA-2M4P"], ["rescue", "x"]):
        assert typed(file, *words) == 2
        assert "was never enrolled" in capsys.readouterr().err


def test_a_file_that_is_cut_off_is_a_finding_and_no_crash(
    till_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    till_file.write_bytes(till_file.read_bytes()[: 64 * 1024])
    assert typed(till_file, "verify-store") == 1
    assert "cannot be read" in capsys.readouterr().err


def typed(file: Path, *words: str) -> int:
    return run_command([*words, "--data-dir", str(file.parent)], {})
