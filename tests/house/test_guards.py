"""The guards of tests/conftest.py do bite."""

import socket

import pytest


def test_reaching_for_another_machine_fails_the_test() -> None:
    with pytest.raises(AssertionError, match="reached for"):
        socket.create_connection(("192.0.2.1", 9), timeout=1)


def test_looking_up_another_machine_fails_the_test() -> None:
    with pytest.raises(AssertionError, match="reached for"):
        socket.getaddrinfo("till.example", 80)


@pytest.mark.expects_warning  # the inner run shares this process and its log
def test_an_unexpected_warning_fails_the_test(
    pytester: pytest.Pytester, request: pytest.FixtureRequest
) -> None:
    house = request.config.rootpath / "tests" / "conftest.py"
    pytester.makeconftest(house.read_text(encoding="utf-8"))
    pytester.makeini("[pytest]\nmarkers =\n    expects_warning: on purpose\n")
    pytester.makepyfile(
        """
        import logging
        import pytest

        def test_noisy():
            logging.getLogger("till").warning("paper is low")

        @pytest.mark.expects_warning
        def test_noisy_on_purpose():
            logging.getLogger("till").warning("paper is low")
        """
    )
    pytester.runpytest().assert_outcomes(passed=2, errors=1)
