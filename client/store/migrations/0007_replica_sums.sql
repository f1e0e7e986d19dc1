-- At which place of the feed each thing was told, and the sum of them all, so that a replica which
-- is not the server's is noticed. A sum that is NULL is counted from the rows when there is time.
ALTER TABLE guest ADD COLUMN feed_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE staff ADD COLUMN feed_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN feed_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE programme ADD COLUMN feed_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE programme ADD COLUMN server_epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE restaurant ADD COLUMN feed_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE restaurant ADD COLUMN server_epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tenant ADD COLUMN feed_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tenant ADD COLUMN server_epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE me ADD COLUMN replica_sum TEXT;

-- What leaves no row of its own, or none that is only the server's: what is gone, what this version
-- cannot read, leases, the reserve of codes.
CREATE TABLE told (
    kind      TEXT    NOT NULL,
    entity_id TEXT    NOT NULL,
    feed_seq  INTEGER NOT NULL CHECK (feed_seq > 0),
    PRIMARY KEY (kind, entity_id)
) STRICT;
