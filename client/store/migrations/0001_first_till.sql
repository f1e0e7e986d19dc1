-- The first till. Moments are UTC milliseconds, hashes and keys hex, structures JSON.

-- Who this device is, where its chain stands and what it has seen. One row, none before enrolment.
CREATE TABLE me (
    id                INTEGER PRIMARY KEY CHECK (id = 1),
    server_url        TEXT    NOT NULL,
    tenant_id         TEXT    NOT NULL,
    tenant_name       TEXT    NOT NULL,
    restaurant_id     TEXT    NOT NULL,
    restaurant_name   TEXT    NOT NULL,
    device_id         TEXT    NOT NULL,
    device_name       TEXT    NOT NULL,
    server_public_key TEXT    NOT NULL,
    certificate       TEXT    NOT NULL,
    epoch             INTEGER NOT NULL,
    last_seq          INTEGER NOT NULL DEFAULT 0,
    head              TEXT    NOT NULL,
    acked             INTEGER NOT NULL DEFAULT 0 CHECK (acked <= last_seq),
    stable            INTEGER NOT NULL DEFAULT 0,
    total_count       INTEGER NOT NULL DEFAULT 0,
    total_earned      INTEGER NOT NULL DEFAULT 0,
    total_redeemed    INTEGER NOT NULL DEFAULT 0,
    server_epoch      INTEGER NOT NULL,
    cursor_seq        INTEGER NOT NULL DEFAULT 0,
    is_sweep_due      INTEGER NOT NULL DEFAULT 0,
    anchor_server_ms  INTEGER,
    anchor_mono_ms    INTEGER,
    anchor_boot_id    TEXT,
    clock_offset_ms   INTEGER,
    last_contact_ms   INTEGER,
    problem           TEXT,
    enrolled_at_ms    INTEGER NOT NULL,
    rescue_public_key TEXT    NOT NULL,
    -- After the server was restored: whether the leases were announced, and up to where everything
    -- it had acknowledged is to be sent again before the rest may go on. NULL: nothing to replay.
    is_announced      INTEGER NOT NULL DEFAULT 0,
    replay_to         INTEGER,
    -- Leases granted up to this server time belong to an earlier life of this device.
    leases_void_ms    INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Epochs of the chain before the one in "me". A restored server gets their operations first.
CREATE TABLE past_epoch (
    epoch       INTEGER PRIMARY KEY,
    place       INTEGER NOT NULL UNIQUE,
    acked       INTEGER NOT NULL,
    stable      INTEGER NOT NULL,
    replay_from INTEGER
) STRICT;

-- What a manager should know and nobody can mend: forks, restores.
CREATE TABLE notice (
    notice_id INTEGER PRIMARY KEY,
    code      TEXT    NOT NULL,
    data      TEXT    NOT NULL,
    at_ms     INTEGER NOT NULL,
    is_seen   INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A signed acknowledgement, word for word: the proof after a restore of the server.
CREATE TABLE acknowledgement (
    ack_id         INTEGER PRIMARY KEY,
    received_at_ms INTEGER NOT NULL,
    reply          TEXT    NOT NULL
) STRICT;

-- What this device did. A row is never edited but for its state, and its private part erased.
-- No guest: a device given up. No staff: what the device did by itself.
CREATE TABLE outbox (
    epoch           INTEGER NOT NULL,
    seq             INTEGER NOT NULL CHECK (seq >= 1),
    operation_id    TEXT    NOT NULL UNIQUE,
    kind            TEXT    NOT NULL,
    guest_id        TEXT,
    staff_id        TEXT,
    target_id       TEXT,
    receipt_id      TEXT,
    body            TEXT    NOT NULL,
    hash            TEXT    NOT NULL,
    private         TEXT,
    occurred_at_ms  INTEGER NOT NULL,
    state           TEXT    NOT NULL DEFAULT 'durable' CHECK (state IN ('durable', 'sent', 'acked')),
    outcome_status  TEXT,
    outcome         TEXT,
    feed_seq        INTEGER,
    ack_id          INTEGER REFERENCES acknowledgement (ack_id),
    needs_attention INTEGER NOT NULL DEFAULT 0,
    is_acknowledged INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (epoch, seq),
    CHECK ((state = 'acked') = (outcome IS NOT NULL))
) STRICT;
CREATE INDEX outbox_by_guest ON outbox (guest_id);
CREATE INDEX outbox_by_target ON outbox (target_id) WHERE target_id IS NOT NULL;
CREATE INDEX outbox_by_receipt ON outbox (receipt_id) WHERE receipt_id IS NOT NULL;
CREATE INDEX outbox_attention ON outbox (epoch, seq)
    WHERE needs_attention = 1 AND is_acknowledged = 0;

-- Replicas of what the server told, up to the cursor. server_epoch: which life of the server told
-- it, so that a restored server's replica can be swept of what it no longer has.
CREATE TABLE guest (
    guest_id       TEXT    PRIMARY KEY,
    alias_of       TEXT,
    phone          TEXT    NOT NULL,
    phone_reversed TEXT    NOT NULL,
    first_name     TEXT    NOT NULL,
    last_name      TEXT    NOT NULL,
    name_key       TEXT    NOT NULL,
    birth_date     TEXT,
    children       TEXT    NOT NULL DEFAULT '[]',
    is_provisional INTEGER NOT NULL DEFAULT 0,
    is_refused     INTEGER NOT NULL DEFAULT 0,
    server_epoch   INTEGER NOT NULL
) STRICT;
CREATE INDEX guest_by_phone ON guest (phone);
CREATE INDEX guest_by_phone_end ON guest (phone_reversed);
CREATE INDEX guest_by_alias ON guest (alias_of) WHERE alias_of IS NOT NULL;

CREATE TABLE card (
    card_id              TEXT    PRIMARY KEY,
    guest_id             TEXT    NOT NULL,
    status               TEXT    NOT NULL,
    level_id             TEXT    NOT NULL,
    token                TEXT    NOT NULL,
    display_code         TEXT,
    lifetime_spent_minor INTEGER NOT NULL,
    total_visits         INTEGER NOT NULL,
    last_activity_at_ms  INTEGER,
    lots                 TEXT    NOT NULL,
    granted              TEXT    NOT NULL DEFAULT '[]',
    discount_bp          INTEGER,
    restaurant_id        TEXT,
    server_epoch         INTEGER NOT NULL
) STRICT;
CREATE INDEX card_by_guest ON card (guest_id);
CREATE INDEX card_by_token ON card (token);
CREATE INDEX card_by_display_code ON card (display_code);

CREATE TABLE programme (
    version_id      TEXT    PRIMARY KEY,
    number          INTEGER NOT NULL,
    valid_from_ms   INTEGER NOT NULL,
    published_at_ms INTEGER NOT NULL,
    data            TEXT    NOT NULL
) STRICT;

CREATE TABLE staff (
    staff_id          TEXT    PRIMARY KEY,
    restaurant_id     TEXT    NOT NULL,
    name              TEXT    NOT NULL,
    role              TEXT    NOT NULL,
    is_active         INTEGER NOT NULL,
    extra_permissions TEXT    NOT NULL,
    pin_salt          TEXT    NOT NULL,
    pin_verifier      TEXT    NOT NULL,
    server_epoch      INTEGER NOT NULL
) STRICT;

CREATE TABLE restaurant (
    restaurant_id TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    address       TEXT NOT NULL,
    phone         TEXT NOT NULL
) STRICT;

CREATE TABLE tenant (
    tenant_id TEXT PRIMARY KEY,
    data      TEXT NOT NULL
) STRICT;

-- Display codes reserved for this device (GST-09); a used one names the guest who got it.
CREATE TABLE display_code (
    code    TEXT PRIMARY KEY,
    used_by TEXT
) STRICT;

-- Slips: the facts they state, so that a reprint says the same again.
CREATE TABLE receipt (
    receipt_id    TEXT    PRIMARY KEY,
    kind          TEXT    NOT NULL,
    facts         TEXT    NOT NULL,
    operation_ids TEXT    NOT NULL,
    created_at_ms INTEGER NOT NULL
) STRICT;

-- Wrong PINs, kept across restarts (CSH-06): how old each was when the clocks were read last.
CREATE TABLE pin_try (
    staff_id TEXT    PRIMARY KEY,
    ages_ms  TEXT    NOT NULL,
    wall_ms  INTEGER NOT NULL,
    mono_ms  INTEGER NOT NULL,
    boot_id  TEXT    NOT NULL
) STRICT;

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
