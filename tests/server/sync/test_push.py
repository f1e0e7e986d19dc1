"""Push: exactly one effect, whatever is repeated, lost, forged or torn (P2, P7, LED-30…LED-32)."""

from collections.abc import Callable

import pytest

from server.access import SignatureInvalid, check_signature, public_key_of
from server.devices.refusals import DeviceRevoked, EpochRetired
from server.devices.service import revoke
from server.exchange import MessageInvalid
from server.sync.refusals import Fork, SequenceGap
from server.tenants.service import tenant
from shared.domain.errors import Refusal
from shared.sync.messages import PushRequest, signing_text
from tests.builders import an_id
from tests.server.shop import Shop, Till, open_shop


def test_the_same_push_a_hundred_times_has_one_effect(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    till.earn(guest_id, 2_000)
    till.redeem(guest_id, 9_999)
    request = till.request(till.queue)
    first = till.send(request)
    for _ in range(99):
        again = till.send(request)
        assert (again.outcomes, again.have, again.head) == (
            first.outcomes,
            first.have,
            first.head,
        )
    assert shop.balance(guest_id) == (200, 100)
    assert shop.card(guest_id).total_visits == 1
    assert shop.verified().problems == ()


def test_a_lost_reply_costs_nothing(shop: Shop, till: Till) -> None:
    """What was queued meanwhile comes with what was sent before."""
    guest_id = till.register()
    till.send(till.request(till.queue))
    till.earn(guest_id, 2_000)
    answer = till.push()
    assert [outcome.seq for outcome in answer.outcomes] == [1, 2]
    assert answer.have == 2
    assert shop.balance(guest_id) == (200, 100)


def test_an_old_run_again_is_answered_and_moves_nothing_back(till: Till) -> None:
    till.register()
    old = till.request(till.queue)
    till.push()
    till.register("79990000002")
    newest = till.push()
    again = till.send(old)
    assert (again.have, again.head) == (newest.have, newest.head)
    assert [outcome.seq for outcome in again.outcomes] == [1]


def test_the_acknowledgement_is_signed_by_the_tenant(shop: Shop, till: Till) -> None:
    till.register()
    answer = till.push()
    seed = shop.read(lambda conn: tenant(conn, shop.tenant_id).signing_seed)
    check_signature(public_key_of(seed), text=signing_text(answer), signature=answer.signature)
    forged = answer.model_copy(update={"have": 99})
    with pytest.raises(SignatureInvalid):
        check_signature(public_key_of(seed), text=signing_text(forged), signature=forged.signature)


def test_a_gap_says_what_is_wanted(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    till.push()
    till.earn(guest_id, 1_000)
    till.earn(guest_id, 2_000)
    with pytest.raises(SequenceGap) as refused:
        till.send(till.request(till.queue[1:]))
    assert refused.value.want == 2
    assert shop.balance(guest_id) == (0, 100)


def test_another_history_is_a_fork_and_books_nothing(shop: Shop, till: Till) -> None:
    """A cloned tablet: the same places, other operations."""
    guest_id = till.register()
    till.push()
    place = (till.seq, till.head)
    till.earn(guest_id, 2_000)
    till.push()
    till.seq, till.head = place
    till.earn(guest_id, 3_000)
    till.earn(guest_id, 4_000)
    with pytest.raises(Fork) as refused:
        till.push()
    assert refused.value.common == 1
    with pytest.raises(Fork) as later:
        till.send(till.request(till.queue[1:]))
    assert later.value.common == 1  # or less: the place before the run is another's
    assert shop.balance(guest_id) == (200, 100)
    assert shop.verified().problems == ()


def test_a_new_epoch_retires_the_old_one(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    till.push()
    old = till.request(till.sent)
    till.earn(guest_id, 3_000)
    late, later = till.request(till.queue), till.request([*till.sent, *till.queue])
    till.begin_again(epoch=9)
    till.earn(guest_id, 2_000)
    assert till.push().have == 1
    assert till.send(old).outcomes[0].status == "applied"  # what was decided is told for ever
    for each in (late, later):
        with pytest.raises(EpochRetired) as refused:
            till.send(each)
        assert refused.value.common == 1
    assert shop.balance(guest_id) == (200, 100)
    assert shop.verified().problems == ()


def _another_body(request: PushRequest) -> PushRequest:
    first = request.operations[0]
    body = first.body.replace('"grants":[', '"grants": [')
    changed = first.model_copy(update={"body": body})
    return request.model_copy(update={"operations": (changed, *request.operations[1:])})


def _out_of_order(request: PushRequest) -> PushRequest:
    return request.model_copy(update={"operations": request.operations[::-1]})


def _with_a_hole(request: PushRequest) -> PushRequest:
    kept = (request.operations[0], request.operations[2])
    return request.model_copy(update={"operations": kept})


def _another_id(request: PushRequest) -> PushRequest:
    last = request.operations[-1].model_copy(update={"operation_id": an_id("x")})
    return request.model_copy(update={"operations": (*request.operations[:-1], last)})


Mutation = Callable[[PushRequest], PushRequest]


@pytest.mark.parametrize(
    "change",
    [
        _another_body,
        _out_of_order,
        _with_a_hole,
        _another_id,
        lambda request: request.model_copy(update={"head": "0" * 64}),
    ],
)
def test_a_run_that_is_no_chain_is_refused_whole(shop: Shop, till: Till, change: Mutation) -> None:
    guest_id = till.register()
    till.earn(guest_id, 1_000)
    till.earn(guest_id, 2_000)
    changed = change(till.request(till.queue))
    signed = till.request(changed.operations, head=changed.head)
    with pytest.raises((MessageInvalid, SequenceGap)):
        till.send(signed)
    assert till.push().have == 3
    assert shop.balance(guest_id) == (300, 100)
    assert shop.verified().problems == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda request: request.model_copy(update={"nonce": "cd" * 16}),
        lambda request: request.model_copy(update={"epoch": 1}),
        lambda request: request.model_copy(update={"head": "0" * 64}),
        lambda request: request.model_copy(update={"signature": ""}),
        lambda request: request.model_copy(update={"signature": "AAAA"}),
        lambda request: request.model_copy(update={"signature": "not base64!"}),
        lambda request: request.model_copy(update={"device_id": an_id("stranger")}),
    ],
)
def test_what_the_device_did_not_sign_is_refused(till: Till, change: Mutation) -> None:
    till.register()
    with pytest.raises(SignatureInvalid):
        till.send(change(till.request(till.queue)))


def test_a_run_signed_by_another_till_is_refused(shop: Shop, till: Till) -> None:
    other = shop.till("Касса 2")
    till.register()
    stolen = till.request(till.queue)
    forged = other.request(till.queue, device_id=till.device.device_id)
    with pytest.raises(SignatureInvalid):
        till.send(forged)
    with pytest.raises(Refusal):
        other.send(other.request(stolen.operations, head=stolen.head))


def test_a_till_of_another_tenant_reaches_nobody_here(shop: Shop, till: Till) -> None:
    """S10."""
    elsewhere = open_shop(shop.database, shop.chance, name="Другие")
    stranger = elsewhere.till()
    guest_id = till.register()
    till.earn(guest_id, 2_000)
    till.push()
    stranger.redeem(guest_id, 100, promo=100)
    stranger.adjust(guest_id, 500)
    stranger.earn(guest_id, 2_000)
    stranger.cancel(guest_id, till.sent[1].operation_id, -200)
    assert [each.code for each in stranger.outcomes()] == [
        "guest_unknown",
        "guest_unknown",
        "guest_unknown",
        "not_cancellable",
    ]
    namesake = stranger.register()
    assert stranger.outcome().status == "applied"
    assert (shop.balance(guest_id), elsewhere.balance(namesake)) == ((200, 100), (0, 100))
    ids = {change.id for change in stranger.pull().changes}
    assert guest_id not in ids
    assert shop.verified().problems == ()


def test_a_revoked_till_is_not_heard(shop: Shop, till: Till) -> None:
    till.register()
    shop.write(lambda conn: revoke(conn, till.device.device_id, now_ms=shop.now_ms))
    with pytest.raises(DeviceRevoked):
        till.push()


def test_a_poison_operation_blocks_nobody(shop: Shop, till: Till) -> None:
    """P7."""
    guest_id = till.register()
    till.enqueue_text("\u2028" * 10)
    till.earn(guest_id, 1_000)
    till.redeem(guest_id, 9_999)
    till.enqueue_text('{"v":1,"kind":"earn","guest_id":' * 400)
    till.earn(guest_id, 2_000)
    statuses = [outcome.status for outcome in till.outcomes()]
    assert statuses == ["applied", "quarantined", "applied", "rejected", "quarantined", "applied"]
    assert shop.balance(guest_id) == (300, 100)
    assert shop.verified().problems == ()


def test_whatever_cuts_of_a_queue_are_sent_the_result_is_the_same(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    for _ in range(5):
        till.earn(guest_id, 1_000)
    queue = list(till.queue)
    for first, last in [(0, 1), (0, 3), (2, 4), (1, 4), (3, 6), (0, 6)]:
        answer = till.send(till.request(queue[first:last], head=till.heads[last - 1]))
        assert [outcome.seq for outcome in answer.outcomes] == list(range(first + 1, last + 1))
    assert shop.balance(guest_id) == (500, 100)
    assert shop.verified().problems == ()
