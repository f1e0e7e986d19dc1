"""What an operator types, and what he reads."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from server.__main__ import main
from server.chance import Chance
from server.clock import Clock
from server.database import Database
from server.devices.enrolment import enrol
from server.programme.service import current
from server.settings import DEFAULT_DATABASE_URL, VERSION, Settings
from server.staff.service import staff_of_restaurant
from shared.domain.ids import RestaurantId, TenantId
from shared.sync.messages import EnrolRequest
from tests.server.inside import inside
from tests.server.online import an_enrol_request

Type = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(empty_database_url: str, capfd: pytest.CaptureFixture[str]) -> Type:
    """Runs a command; its exit code, output and complaints."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main([words[0], "--database-url", empty_database_url, *words[1:]])
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def opened(empty_database_url: str) -> Any:
    database = Database.open(empty_database_url)
    yield database
    database.close()


def test_a_tenant_can_work_at_once(typed: Type, opened: Database) -> None:
    code, said, _ = typed(
        "create-tenant", "Сушилка", "--restaurant", "Тверская", "--restaurant", "Арбат"
    )
    assert code == 0
    made = json.loads(said)
    assert [each["name"] for each in made["restaurants"]] == ["Тверская", "Арбат"]
    programme = opened.read_now(
        inside(made["tenant_id"], lambda conn: current(conn, TenantId(made["tenant_id"])))
    )
    assert programme is not None
    assert programme.number == 1


def test_a_restaurant_can_be_added_later(typed: Type) -> None:
    typed("create-tenant", "Сушилка")
    code, said, _ = typed("create-restaurant", "Арбат", "--tenant", "Сушилка")
    assert (code, json.loads(said)["name"]) == (0, "Арбат")
    code, _, complaint = typed("create-restaurant", "Арбат", "--tenant", "Другая")
    assert (code, complaint) == (1, "there is no tenant 'Другая'\n")


def test_the_offline_policy_is_changed_by_name(typed: Type) -> None:
    typed("create-tenant", "Сушилка")
    words = ("set-offline-policy", "--tenant", "Сушилка")
    assert typed(*words, "--silence", "STRICT")[0] == 0
    code, said, _ = typed(*words, "--horizon-minutes", "60", "--float-per-day", "500")
    assert (code, json.loads(said)) == (
        0,
        {
            "silence": "STRICT",
            "horizon_minutes": 60,
            "float_per_operation": 0,
            "float_per_guest": 0,
            "float_per_day": 500,
        },
    )
    code, _, complaint = typed(*words, "--horizon-minutes", "-1")
    assert code == 2
    assert complaint.startswith("horizon_minutes: ")


def test_where_a_company_is_told_is_set_and_taken_back(typed: Type) -> None:
    typed("create-tenant", "Сушилка")
    address = "https://crm.example/hook"
    for words, url in ((["--url", address], address), ([], None)):
        code, printed, _ = typed("set-webhook", "--tenant", "Сушилка", *words)
        assert (code, json.loads(printed)["url"]) == (0, url)
    for nowhere in ("crm.example", "ftp://crm.example", "http://["):
        code, _, complaint = typed("set-webhook", "--tenant", "Сушилка", "--url", nowhere)
        assert (code, "url" in complaint) == (1, True)


def test_an_enrolment_code_is_all_that_is_printed(typed: Type, opened: Database) -> None:
    typed("create-tenant", "Сушилка", "--restaurant", "Тверская")
    code, said, complaint = typed("enrolment-code", "--restaurant", "Тверская")
    assert (code, complaint) == (0, "")
    asked = EnrolRequest.model_validate(an_enrol_request(said.removesuffix("\n")))
    answer = opened.write_now(
        lambda conn: enrol(conn, asked, now_ms=Clock().now_ms(), chance=Chance())
    )
    assert answer.restaurant_name == "Тверская"
    code, said, _ = typed("revoke-device", answer.device_id)
    assert (code, json.loads(said)["is_revoked"]) == (0, True)


def test_two_restaurants_of_one_name_are_told_apart_by_id(typed: Type) -> None:
    made = json.loads(typed("create-tenant", "А", "--restaurant", "Дом")[1])
    typed("create-tenant", "Б", "--restaurant", "Дом")
    code, _, complaint = typed("enrolment-code", "--restaurant", "Дом")
    assert (code, complaint) == (1, "2 restaurants are called 'Дом': use the id\n")
    restaurant_id = made["restaurants"][0]["restaurant_id"]
    assert typed("enrolment-code", "--restaurant", restaurant_id)[0] == 0


def test_a_colleague_gets_a_pin_that_is_free(typed: Type, opened: Database) -> None:
    made = json.loads(typed("create-tenant", "Сушилка", "--restaurant", "Дом")[1])
    pins = [
        json.loads(typed("create-staff", name, "--restaurant", "Дом", "--role", "CASHIER")[1])[
            "pin"
        ]
        for name in ("Анна", "Борис")
    ]
    assert len(set(pins)) == 2
    taken = typed(
        "create-staff", "Вера", "--restaurant", "Дом", "--role", "MANAGER", "--pin", pins[0]
    )
    assert (taken[0], taken[2]) == (1, "pin_taken {}\n")
    home = RestaurantId(made["restaurants"][0]["restaurant_id"])
    staff = opened.read_now(
        inside(
            made["tenant_id"],
            lambda conn: staff_of_restaurant(conn, TenantId(made["tenant_id"]), home),
        )
    )
    assert [each.name for each in staff] == ["Анна", "Борис"]


def test_a_job_of_the_night_is_done_by_hand(typed: Type) -> None:
    made = json.loads(typed("create-tenant", "Сушилка")[1])
    for name in ("birthdays", "levels", "expire", "warn"):
        for _ in range(2):
            code, said, _ = typed("run-job", name)
            assert code == 0
            assert json.loads(said) == {"job": name, "done": {made["tenant_id"]: 0}}
    code, _, complaint = typed("run-job", "lunch")
    assert (code, complaint.startswith("there is no job 'lunch'")) == (1, True)


def test_an_unknown_device_cannot_be_shut_out(typed: Type) -> None:
    typed("create-tenant", "Сушилка")
    code, _, complaint = typed("revoke-device", "nobody")
    assert (code, complaint) == (1, "device_unknown {'device_id': 'nobody'}\n")


def test_demo_data_is_made_once_and_its_ledger_is_sound(typed: Type) -> None:
    code, said, _ = typed("demo-data")
    assert code == 0
    made = json.loads(said)
    assert {(each["name"], each["role"], each["pin"]) for each in made["staff"]} == {
        ("Анна Кассирова", "CASHIER", "1111"),
        ("Борис Кассиров", "CASHIER", "2222"),
        ("Марина Управляева", "MANAGER", "3333"),
    }
    ivan = next(each for each in made["guests"] if each["name"] == "Иван Петров")
    assert (ivan["phone"], ivan["level"]) == ("79991234567", "Серебро")
    assert (ivan["regular"], ivan["promo"], ivan["status"]) == (2_500, 300, "ACTIVE")
    assert "BLOCKED" in {each["status"] for each in made["guests"]}
    assert {each["level"] for each in made["guests"]} == {"Бронза", "Серебро", "Золото"}
    again = typed("demo-data")
    assert (again[0], again[1]) == (1, "")
    assert typed("verify-ledger")[0] == 0
    lines = [json.loads(line) for line in typed("ledger-export")[1].splitlines()]
    assert len(lines) >= len(made["guests"])


@pytest.mark.parametrize(
    "words",
    [
        ("verify-ledger",),
        ("ledger-export",),
        ("enrolment-code", "--restaurant", "Дом"),
        ("revoke-device", "nobody"),
        ("create-restaurant", "Дом", "--tenant", "Сушилка"),
    ],
)
def test_a_mistyped_database_is_refused_and_not_made(
    words: tuple[str, ...], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "typo.db"
    assert main([*words, "--database-url", f"sqlite:///{missing}"]) == 1
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.startswith("there is no such database")
    assert not missing.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("serve", "--port", "65536"),
        ("serve", "--port", "-1"),
        ("enrolment-code", "--restaurant", "Дом", "--database-url", "mysql://root:secret@h/d"),
        ("verify-ledger", "--database-url", ""),
    ],
)
def test_misuse_is_told_apart_from_failure(
    words: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    complaint = capfd.readouterr().err
    assert complaint.count("\n") == 1
    assert "secret" not in complaint


@pytest.mark.parametrize(
    "words",
    [(), ("serve", "--port", "x"), ("create-staff", "Анна", "--restaurant", "Д", "--role", "KING")],
)
def test_what_cannot_be_parsed_is_explained(
    words: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    assert "usage:" in capfd.readouterr().err


def test_a_database_out_of_reach_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--database-url", "postgresql://nobody:secret@127.0.0.1:1/x"]) == 1
    complaint = capfd.readouterr().err
    assert complaint.startswith("the database is out of reach: ")
    assert "secret" not in complaint
    assert "Traceback" not in complaint


def test_settings_come_from_the_environment() -> None:
    assert Settings.from_environment({}).database_url == DEFAULT_DATABASE_URL
    given = {"MAXLOYALTY_DATABASE_URL": "sqlite:///x.db", "MAXLOYALTY_PORT": "9000", "PORT": "1"}
    settings = Settings.from_environment(given)
    assert (settings.database_url, settings.port) == ("sqlite:///x.db", 9000)


def test_the_command_line_overrides_what_it_says_and_nothing_else() -> None:
    settings = Settings.from_environment({"MAXLOYALTY_SNAPSHOT_DIR": "/srv/snapshots"})
    chosen = settings.overridden(host="::1", port=9_000)
    assert (chosen.snapshot_dir, chosen.host) == (settings.snapshot_dir, "::1")
    with pytest.raises(ValidationError):
        settings.overridden(port=70_000)


def test_the_version_is_the_projects() -> None:
    root = Path(__file__).parents[2]
    assert tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"] == VERSION
