"""What an operation costs on the wire when a till catches up (design §11: 90 bytes in batches)."""

import random
import uuid

from client.sync.transport import in_form
from shared.domain.quotes import StepKind
from shared.operations.bodies import CheckBody, ClockReading, EarnBody, StepBody, Totals
from shared.operations.chain import GENESIS, ChainPlace, link_hash, operation_id_of
from shared.operations.encode import body_text
from shared.sync.messages import PROTOCOL_VERSION, Cursor, PushedOperation, PushRequest
from shared.sync.packing import packed
from tests.builders import DEVICE, TENANT

BATCH = 250
BYTES_MAX = 90
DAY_MS = 1_795_255_200_000


def test_a_packed_batch_takes_at_most_ninety_bytes_an_operation() -> None:
    chance = random.Random(5)
    request = in_form(_a_push(chance), PROTOCOL_VERSION)
    frame = packed(request.model_dump_json(exclude_none=True).encode())
    assert len(frame) / BATCH <= BYTES_MAX


def _a_push(chance: random.Random) -> PushRequest:
    """A busy day of earnings, by ids and sums nobody can guess."""
    restaurant_id, staff_id, shift_id = (_an_id(chance) for _ in range(3))
    programme_id, level_id, boot_id = (_an_id(chance) for _ in range(3))
    guests = [_an_id(chance) for _ in range(3_000)]
    operations: list[PushedOperation] = []
    head, elapsed_ms, earned = GENESIS, 0, 0
    for seq in range(1, BATCH + 1):
        elapsed_ms += chance.randrange(20_000, 240_000)
        amount = chance.randrange(300, 6_000) * 100
        points = amount // 2_000
        earned += points
        body = EarnBody(
            restaurant_id=restaurant_id,
            staff_id=staff_id,
            shift_id=shift_id,
            programme_version_id=programme_id,
            clock=ClockReading(
                wall_ms=DAY_MS + elapsed_ms,
                mono_ms=elapsed_ms,
                boot_id=boot_id,
                anchor_server_ms=DAY_MS,
                anchor_mono_ms=0,
                anchor_boot_id=boot_id,
            ),
            totals=Totals(count=seq, earned=earned, redeemed=0),
            guest_id=chance.choice(guests),
            check=CheckBody(check_id=_an_id(chance), amount_minor=amount, currency="RUB"),
            level_id=level_id,
            regular_points=points,
            steps=(_a_step(amount, points, level_id=level_id),),
        )
        text = body_text(body)
        head = link_hash(ChainPlace(TENANT, DEVICE, 7, seq), head, text)
        operations.append(PushedOperation(seq=seq, operation_id=operation_id_of(head), body=text))
    return PushRequest(
        nonce="0" * 32,
        device_id=_an_id(chance),
        epoch=7,
        cursor=Cursor(server_epoch=7, seq=1),
        operations=tuple(operations),
        head=head.hex(),
        signature="A" * 88,
    )


def _a_step(amount: int, points: int, *, level_id: str) -> StepBody:
    return StepBody(
        kind=StepKind.LEVEL,
        points=points,
        base_minor=amount,
        basis_points=500,
        source_id=level_id,
        name="Серебро",
    )


def _an_id(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128)))
