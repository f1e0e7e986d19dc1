"""Who works and who eats in the demo; every one of them is invented."""

from dataclasses import dataclass

from server.restaurants.service import NewRestaurant
from shared.domain.staff import Role

TENANT = "Сушилка"
RESTAURANT = NewRestaurant(
    name="Сушилка на Тверской",
    address="Москва, ул. Тверская, 12",
    phone="+7 495 123-45-67",
)
STAFF = (
    ("Анна Кассирова", Role.CASHIER, "1111"),
    ("Борис Кассиров", Role.CASHIER, "2222"),
    ("Марина Управляева", Role.MANAGER, "3333"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """A guest, with what he brings along from the programme before this one."""

    first_name: str
    last_name: str
    phone: str
    spent_minor: int = 0
    """What he spent there: it decides the level."""
    points: int = 0
    birth_date: str | None = None
    is_old_friend: bool = False
    """Registered while the welcome was larger."""
    is_blocked: bool = False
    wants_offers: bool = True


GUESTS = (
    Person("Иван", "Петров", "79991234567", 187_400_00, 2_500, "1986-04-12", is_old_friend=True),
    Person("Мария", "Соколова", "79992345678", 452_300_00, 8_140, "1979-11-30"),
    Person("Олег", "Кузнецов", "79993456789", 12_650_00, 640),
    Person("Екатерина", "Волкова", "79994567890", 163_000_00, 1_275, "1992-02-29"),
    Person("Дмитрий", "Ёлкин", "79995678901", 3_900_00, 15),
    Person("Ольга", "Никитина", "79996789012", 98_700_00, 4_310, wants_offers=False),
    Person("Сергей", "Орлов", "79997890123", 401_000_00, 390, is_old_friend=True),
    Person("Анна", "Лебедева", "79998901234", 7_200_00, 9, "2001-06-01"),
    Person("Павел", "Морозов", "79999012345", 22_480_00, 1_020, is_blocked=True),
    Person("Наталья", "Зайцева", "79990123456", 154_900_00, 2_045, "1968-09-17"),
    Person("Тимур", "Ахметов", "79991112233"),
    Person("Анастасия-Александра", "Константинопольская", "79994445566", 61_000_00, 3_333),
)
