-- By what a guest's name is found: every text that begins with any one or two words of it, as they
-- sound (shared/domain/spelling.py). The first two stand in the guest's own row, for most names
-- have no more; "guest_name" has the others.
ALTER TABLE guest ADD COLUMN name_turned TEXT NOT NULL DEFAULT '';
CREATE INDEX guest_by_name ON guest (name_key);
CREATE INDEX guest_by_name_turned ON guest (name_turned);

CREATE TABLE guest_name (
    spelt    TEXT NOT NULL,
    guest_id TEXT NOT NULL,
    PRIMARY KEY (spelt, guest_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX guest_name_by_guest ON guest_name (guest_id);
