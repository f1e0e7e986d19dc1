"""Every refusal anywhere has a status and words in both languages."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import server
from server.problems import KINDS, sentence_of
from shared.domain.errors import Refusal

CYRILLIC = set("абвгдежзийклмнопрстуфхцчшщъыьэюя")


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        yield child
        yield from refusals(child)


def test_every_refusal_of_the_domain_and_of_the_server_is_a_problem() -> None:
    for module in pkgutil.walk_packages(server.__path__, "server."):
        if "migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    ours = {each for each in refusals() if each.__module__.startswith(("server.", "shared."))}
    assert {each.code for each in ours} - KINDS.keys() == set()


@pytest.mark.parametrize("code", KINDS)
def test_a_problem_has_words_in_both_languages(code: str) -> None:
    kind = KINDS[code]
    assert kind.en
    assert not set(kind.en.lower()) & CYRILLIC
    assert set(kind.ru.lower()) & CYRILLIC


@pytest.mark.parametrize("code", KINDS)
def test_only_what_may_pass_by_itself_is_retryable(code: str) -> None:
    kind = KINDS[code]
    assert kind.retryable == (kind.status in {408, 429, 500, 503})


def test_a_field_is_named_with_what_is_wrong_with_it() -> None:
    data = {"field": "rules.0.ends_at", "reason": "missing"}
    said = sentence_of("field_invalid", data)
    assert said.ru == "rules.0.ends_at: Этого значения не хватает."
    assert said.en == "rules.0.ends_at: This value is missing."
