"""Records what a till and a server of this version say to each other.

``python -m tests.recorded.record FOLDER``, run once when a version of the protocol is finished:
from then on the files are what its peers say, and are never made again.
"""

import json
import random
import sys
import tempfile
from pathlib import Path

from server.access import public_key_of
from server.chance import Chance
from server.database import Database
from server.devices.enrolment import create_enrolment_code, enrol
from server.devices.service import Device, device
from server.migrations.run import upgrade
from shared.domain.ids import DeviceId
from shared.sync.messages import EnrolRequest, Message
from tests.server.shop import OPENING_MS, Shop, Till, open_shop

SEED = bytes(range(32))
EPOCH = 7


def main(folder: Path) -> None:
    """Writes one file for each message."""
    with tempfile.TemporaryDirectory() as place:
        database = Database.open(f"sqlite:///{Path(place) / 'server.db'}")
        database.write_now(upgrade)
        shop = open_shop(database, Chance(random.Random(1).randbytes))
        asked, answered, till = enrolled(shop)
        house = {
            "tenant_id": shop.tenant_id,
            "restaurant_id": shop.restaurant_id,
            "cashier": shop.cashier,
            "manager": shop.manager,
            "device_id": till.device.device_id,
            "seed": SEED.hex(),
            "now_ms": OPENING_MS,
        }
        _work(till)
        request = till.request(till.queue)
        messages: dict[str, Message] = {
            "enrol_request": asked,
            "enrol_reply": answered,
            "push_request": request,
            "push_reply": till.send(request),
            "changes_reply": till.pull(),
        }
        database.close()
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "house.json", house)
    for name, message in messages.items():
        is_request = name.endswith("request")  # a till leaves out what is null, a server does not
        _write(folder / f"{name}.json", message.model_dump(mode="json", exclude_none=is_request))


def enrolled(shop: Shop) -> tuple[Message, Message, Till]:
    """What was asked and answered, and the till."""
    code = shop.write(
        lambda conn: create_enrolment_code(
            conn,
            shop.tenant_id,
            restaurant_id=shop.restaurant_id,
            now_ms=OPENING_MS,
            chance=shop.chance,
        )
    )
    asked = EnrolRequest(
        code=code, public_key=public_key_of(SEED), device_name="Касса 1", epoch=EPOCH
    )
    answered = shop.write(lambda conn: enrol(conn, asked, now_ms=OPENING_MS, chance=shop.chance))
    made: Device | None = shop.read(lambda conn: device(conn, DeviceId(answered.device_id)))
    assert made is not None
    return asked, answered, Till(shop, made, SEED, EPOCH)


def _work(till: Till) -> None:
    """One operation of every kind a till of the first version makes, a refused one among them."""
    guest_id = till.register()
    earned = till.earn(guest_id, 5_000)
    till.redeem(guest_id, 100)
    till.adjust(guest_id, 50)
    till.cancel(guest_id, earned, -250)
    till.redeem(guest_id, 100_000)


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
