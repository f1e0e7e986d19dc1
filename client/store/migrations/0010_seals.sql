-- The sum of all rows of each table, kept with every change: what somebody else changes in the file
-- is found. counted_to: rows after that one are not in the sum yet; NULL where all of them are.
CREATE TABLE seal (
    name       TEXT    PRIMARY KEY,
    total      INTEGER NOT NULL,
    counted_to INTEGER
) STRICT, WITHOUT ROWID;

-- Up to where the till itself has forgotten the operations of each epoch.
ALTER TABLE me ADD COLUMN pruned_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE past_epoch ADD COLUMN pruned_to INTEGER NOT NULL DEFAULT 0;
UPDATE me SET pruned_to = coalesce(
    (SELECT min(seq) - 1 FROM outbox WHERE outbox.epoch = me.epoch), 0);
UPDATE past_epoch SET pruned_to = coalesce(
    (SELECT min(seq) - 1 FROM outbox WHERE outbox.epoch = past_epoch.epoch), 0);
