"""Names for a crowd: few first names, many last names, some double, some in Latin letters.

How often a name occurs falls as it does among people: everybody knows an Иванов, and half of the
last names are nearly alone. The same number always has the same name.
"""

from random import Random


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_WOMEN = _listed(
    "Анна Мария Елена Ольга Наталья Татьяна Екатерина Ирина Светлана Юлия Анастасия Дарья Полина "
    "Ксения Людмила Галина Виктория Алёна Вера Жанна Софья Эльвира Гузель Зоя Щерица"
)
_MEN = _listed(
    "Александр Сергей Дмитрий Андрей Алексей Иван Евгений Михаил Николай Владимир Пётр Фёдор Юрий "
    "Артём Илья Никита Хасан Тимур Ярослав Глеб Захар Лев Эдуард Шамиль Семён"
)
_ROOTS = _listed(
    "Иван Смирн Кузнец Поп Васильев Петр Сокол Михайл Новик Фёдор Мороз Волк Алексе Лебед Семён "
    "Егор Павл Козл Степан Никол Орл Андре Макар Никит Захар Зайц Соловь Борис Яковл Григорь "
    "Роман Воробь Сергее Кузьмин Фрол Александр Дмитри Корол Гус Киселёв Ильин Максим Поляк Сорок "
    "Виноград Ковал Бел Медвед Антон Тарас Жук Баран Филипп Комар Давыд Белякин Герасим Богдан "
    "Осип Сидор Матвее Тит Марк Миронов Крыл Кулик Карп Влас Мельник Денис Гаврил Тихон Казак "
    "Афанась Данил Савель Тимофее Фомин Чернышев Щук Щерб Жар Хабар Цар Чайк Шевч Юд Яш Эрл"
)
_SYLLABLES = _listed("ба ве го ди жу зе ка лу мы но пи ре си то фу ха че ша щи га")
_ENDINGS = (("ов", "ова"), ("ев", "ева"), ("ин", "ина"), ("ский", "ская"), ("енко", "енко"))
_ABROAD = (("John", "Smith"), ("Maria", "Schmidt"), ("Julia", "Novak"), ("Peter", "Brown"))
_COMMON_SHARE = 0.6
"""Of the crowd: those whose last name many have."""
_ABROAD_SHARE = 0.02
_DOUBLE_SHARE = 0.03


def name_of(number: int) -> tuple[str, str]:
    """First and last name of the guest with that number."""
    chance = Random(number)
    if chance.random() < _ABROAD_SHARE:
        return chance.choice(_ABROAD)
    is_woman = number % 2
    first = _rather_early(_WOMEN if is_woman else _MEN, chance)
    last = _last_name(chance, is_woman)
    if chance.random() < _DOUBLE_SHARE:
        last = f"{last}-{_last_name(chance, is_woman)}"
    return first, last


def _last_name(chance: Random, is_woman: int) -> str:
    if chance.random() < _COMMON_SHARE:
        root = _rather_early(_ROOTS, chance)
    else:
        root = "".join(chance.choices(_SYLLABLES, k=3)).capitalize() + chance.choice("нлтркс")
    return root + chance.choice(_ENDINGS)[is_woman]


def _rather_early(names: tuple[str, ...], chance: Random) -> str:
    """The first is some ten times as frequent as the last."""
    return names[int(len(names) * chance.random() ** 2)]
