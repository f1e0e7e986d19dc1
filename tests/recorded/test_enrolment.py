"""Who sets a till up may have this version or the next: from version 2 on enrolling only grows."""

from shared.sync.messages import EnrolReply, EnrolRequest
from tests.recorded.peers import as_read_by, recorded, text_of


def test_what_a_till_of_version_2_asks_is_understood() -> None:
    asked = EnrolRequest.model_validate_json(text_of("v2", "enrol_request"))
    assert asked.model_dump(mode="json") == recorded("v2", "enrol_request")


def test_what_a_server_of_version_2_answers_is_understood() -> None:
    """A field added since has a default."""
    answered = EnrolReply.model_validate_json(text_of("v2", "enrol_reply"))
    told = recorded("v2", "enrol_reply")
    assert as_read_by(told, answered.model_dump(mode="json")) == told
