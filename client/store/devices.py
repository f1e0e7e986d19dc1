"""The tills of this restaurant and what each holds under leases, as the server told."""

from sqlite_utils import Database

from shared.sync.payloads import DevicePayload


def put_device(db: Database, payload: DevicePayload) -> None:
    """A till as the server knows it now."""
    db.execute(
        """INSERT OR REPLACE INTO device (device_id, data, server_epoch)
        VALUES (?, ?, (SELECT server_epoch FROM me))""",
        (payload.device_id, payload.model_dump_json()),
    )


def remove_device(db: Database, device_id: str) -> None:
    """The till no longer stands in this restaurant."""
    db.execute("DELETE FROM device WHERE device_id = ?", (device_id,))


def sweep_devices(db: Database) -> None:
    """Drops those that only an earlier life of the server knew."""
    db.execute("DELETE FROM device WHERE server_epoch <> (SELECT server_epoch FROM me)")


def other_devices(db: Database) -> tuple[DevicePayload, ...]:
    """Every till of the restaurant but this one, by name."""
    rows = db.execute("SELECT data FROM device WHERE device_id <> (SELECT device_id FROM me)")
    payloads = (DevicePayload.model_validate_json(row[0]) for row in rows)
    return tuple(sorted(payloads, key=lambda each: (each.name, each.device_id)))


def devices_given_up(db: Database) -> frozenset[str]:
    """The devices that a manager gave up here, but for those the server would not."""
    rows = db.execute(
        """SELECT target_id FROM outbox WHERE kind = 'device_lost' AND target_id IS NOT NULL
            AND coalesce(outcome_status, '') NOT IN ('rejected', 'quarantined')"""
    )
    return frozenset(row[0] for row in rows)
