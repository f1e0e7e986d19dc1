-- Shifts of this till. A report is never added up here: it is computed from the operations. What is
-- kept of a closed one is what its closing operation said, and what had to be added to that later.
CREATE TABLE shift (
    shift_id     TEXT    PRIMARY KEY,
    number       INTEGER NOT NULL UNIQUE CHECK (number >= 1),
    opened_at_ms INTEGER NOT NULL,
    opened_by    TEXT    NOT NULL,
    keeper_id    TEXT    NOT NULL,
    closed_at_ms INTEGER,
    closed_by    TEXT,
    sums         TEXT,
    receipt_id   TEXT,
    CHECK ((closed_at_ms IS NULL) = (closed_by IS NULL)
        AND (closed_at_ms IS NULL) = (sums IS NULL)
        AND (closed_at_ms IS NULL) = (receipt_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX shift_open ON shift ((closed_at_ms IS NULL)) WHERE closed_at_ms IS NULL;

CREATE TABLE shift_addendum (
    shift_id   TEXT    NOT NULL REFERENCES shift (shift_id),
    number     INTEGER NOT NULL CHECK (number >= 1),
    sums       TEXT    NOT NULL,
    made_at_ms INTEGER NOT NULL,
    PRIMARY KEY (shift_id, number)
) STRICT, WITHOUT ROWID;

ALTER TABLE outbox ADD COLUMN shift_id TEXT;
CREATE INDEX outbox_by_shift ON outbox (shift_id) WHERE shift_id IS NOT NULL;
