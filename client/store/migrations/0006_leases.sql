-- Points that this device alone may spend (design §6): what was granted, signed by the server, and
-- what is left, debited in the very transaction that keeps the redemption. A closed lease stays
-- until its end is in a verified backup of the server: no late answer, and no restored server,
-- brings back what was spent or given back.
CREATE TABLE lease (
    lease_id      TEXT    PRIMARY KEY,
    guest_id      TEXT    NOT NULL,
    granted_at_ms INTEGER NOT NULL,
    signed        TEXT,
    is_recalled   INTEGER NOT NULL DEFAULT 0,
    closed_epoch  INTEGER,
    closed_seq    INTEGER
) STRICT;
CREATE INDEX lease_by_guest ON lease (guest_id);
CREATE INDEX lease_recalled ON lease (lease_id) WHERE is_recalled = 1 AND closed_seq IS NULL;

CREATE TABLE lease_lot (
    lease_id        TEXT    NOT NULL REFERENCES lease (lease_id) ON DELETE CASCADE,
    lot_id          TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    granted         INTEGER NOT NULL CHECK (granted > 0),
    points_left     INTEGER NOT NULL CHECK (points_left >= 0 AND points_left <= granted),
    effective_at_ms INTEGER NOT NULL,
    expires_at_ms   INTEGER,
    PRIMARY KEY (lease_id, lot_id)
) STRICT, WITHOUT ROWID;

-- Which operation took what from which lease: given back should the server refuse it.
CREATE TABLE lease_use (
    operation_id TEXT    NOT NULL,
    lease_id     TEXT    NOT NULL,
    lot_id       TEXT    NOT NULL,
    points       INTEGER NOT NULL CHECK (points > 0),
    PRIMARY KEY (operation_id, lease_id, lot_id),
    FOREIGN KEY (lease_id, lot_id) REFERENCES lease_lot (lease_id, lot_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Who else held points of a guest when the server was asked last.
CREATE TABLE held_elsewhere (
    guest_id    TEXT    NOT NULL,
    device_id   TEXT    NOT NULL,
    device_name TEXT    NOT NULL,
    points      INTEGER NOT NULL,
    until_ms    INTEGER NOT NULL,
    PRIMARY KEY (guest_id, device_id)
) STRICT, WITHOUT ROWID;

-- The restaurant's tills and what they hold, for whoever may give one up.
CREATE TABLE device (
    device_id    TEXT    PRIMARY KEY,
    data         TEXT    NOT NULL,
    server_epoch INTEGER NOT NULL
) STRICT;

-- Until when, by the server's clock, leases may be spent; and the latest time ever reckoned.
ALTER TABLE me ADD COLUMN horizon_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE me ADD COLUMN latest_ms  INTEGER NOT NULL DEFAULT 0;
