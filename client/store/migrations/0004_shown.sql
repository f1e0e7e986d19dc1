-- Up to which place of the feed each card, and the replica as a whole, is known: an operation that
-- was booked at or before it is in what the card shows.
ALTER TABLE card ADD COLUMN feed_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE me ADD COLUMN shown_seq INTEGER NOT NULL DEFAULT 0;
UPDATE me SET shown_seq = cursor_seq;
