-- The outcome was signed for an earlier place of the operation: a restored server lost that one, and
-- this one it has not answered for yet.
ALTER TABLE outbox ADD COLUMN is_promised INTEGER NOT NULL DEFAULT 0;
