-- A redemption whose slip nobody got: not answered in time, or cut short by a kill. Ended by its
-- slip, its refusal or its cancellation.
ALTER TABLE outbox ADD COLUMN is_in_doubt INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_in_doubt ON outbox (epoch, seq) WHERE is_in_doubt = 1;
