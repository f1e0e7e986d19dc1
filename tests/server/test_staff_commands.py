"""What an operator types about colleagues and tariffs."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from server.__main__ import main
from server.audit import Action, activities
from server.database import Database
from shared.domain.ids import TenantId
from shared.domain.staff import is_pin
from tests.server.inside import inside

Type = Callable[..., Any]


@pytest.fixture
def typed(empty_database_url: str, capfd: pytest.CaptureFixture[str]) -> Type:
    """Runs a command; the JSON it prints, or its complaint."""

    def run(*words: str) -> Any:
        code = main([words[0], "--database-url", empty_database_url, *words[1:]])
        said = capfd.readouterr()
        return said.err if code else json.loads(said.out)

    return run


@pytest.fixture
def of_house(typed: Type) -> Type:
    """Runs a command about the colleagues of a restaurant that has Anna."""
    typed("create-tenant", "Сушилка", "--restaurant", "Дом")

    def run(*words: str) -> Any:
        return typed(*words, "--restaurant", "Дом")

    run("create-staff", "Анна", "--role", "CASHIER", "--pin", "1111")
    return run


def test_who_forgot_a_pin_gets_another(of_house: Type) -> None:
    assert is_pin(of_house("set-pin", "Анна")["pin"])
    assert of_house("set-pin", "Анна", "--pin", "2222")["pin"] == "2222"
    of_house("create-staff", "Борис", "--role", "CASHIER", "--pin", "1111")
    assert of_house("set-pin", "Анна", "--pin", "1111") == "pin_taken {}\n"
    assert of_house("set-pin", "Анна", "--pin", "11") == "pin_invalid {}\n"


def test_who_left_stays_on_the_list_and_frees_the_pin(of_house: Type) -> None:
    assert of_house("dismiss-staff", "Анна")["is_active"] is False
    assert of_house("dismiss-staff", "Анна")["is_active"] is False
    of_house("create-staff", "Борис", "--role", "MANAGER", "--pin", "1111")
    listed = [(each["name"], each["is_active"]) for each in of_house("list-staff")]
    assert listed == [("Анна", False), ("Борис", True)]


def test_who_comes_back_gets_a_pin_that_is_free(of_house: Type) -> None:
    of_house("dismiss-staff", "Анна")
    of_house("create-staff", "Борис", "--role", "CASHIER", "--pin", "1111")
    assert of_house("take-staff-back", "Анна", "--pin", "1111") == "pin_taken {}\n"
    assert of_house("list-staff")[0]["is_active"] is False
    back = of_house("take-staff-back", "Анна")
    assert back["is_active"] is True
    assert back["pin"] != "1111"


def test_namesakes_are_told_apart_by_id(of_house: Type) -> None:
    other = of_house("create-staff", "Анна", "--role", "MANAGER")
    assert of_house("dismiss-staff", "Анна") == "2 colleagues are called 'Анна': use the id\n"
    assert of_house("dismiss-staff", other["staff_id"])["is_active"] is False
    assert of_house("dismiss-staff", "Вера") == "nobody here is called 'Вера'\n"


def test_the_activity_log_knows_it_all(typed: Type, empty_database_url: str) -> None:
    made = typed("create-tenant", "Сушилка", "--restaurant", "Дом")
    house = ("--restaurant", "Дом")
    typed("create-staff", "Анна", "--role", "CASHIER", *house)
    typed("dismiss-staff", "Анна", *house)
    typed("take-staff-back", "Анна", *house)
    assert typed("limit-guests", "--tenant", "Сушилка", "--guests", "5")["guests_max"] == 5
    assert typed("limit-guests", "--tenant", "Сушилка")["guests_max"] is None
    assert "guests" in typed("limit-guests", "--tenant", "Сушилка", "--guests", "-1")
    database = Database.open(empty_database_url)
    tenant_id = TenantId(made["tenant_id"])
    log = database.read_now(inside(tenant_id, lambda conn: list(activities(conn, tenant_id))))
    database.close()
    assert [each.action for each in log][-6:] == [
        Action.STAFF_CREATED,
        Action.STAFF_DISMISSED,
        Action.STAFF_PIN_SET,
        Action.STAFF_TAKEN_BACK,
        Action.GUESTS_LIMITED,
        Action.GUESTS_LIMITED,
    ]
