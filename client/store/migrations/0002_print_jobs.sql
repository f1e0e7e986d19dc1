-- What is to be printed, in the order of job_id; a row outlives a kill at any moment (CSH-64).
-- A job found in 'printing' at the start was cut short: it may be on paper.
CREATE TABLE print_job (
    job_id        INTEGER PRIMARY KEY,
    receipt_id    TEXT,
    slip          TEXT    NOT NULL,
    language      TEXT    NOT NULL,
    copy_number   INTEGER NOT NULL CHECK (copy_number >= 0),
    state         TEXT    NOT NULL CHECK (state IN (
        'queued', 'printing', 'printed', 'sent', 'saved', 'maybe_printed', 'failed', 'expired',
        'cancelled')),
    attempts      INTEGER NOT NULL DEFAULT 0,
    trouble       TEXT,
    picture       TEXT,
    file          TEXT,
    useful_until_ms INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL,
    updated_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX print_job_waiting ON print_job (job_id) WHERE state IN ('queued', 'printing');
CREATE INDEX print_job_by_receipt ON print_job (receipt_id) WHERE receipt_id IS NOT NULL;
