-- What the server gave this till to keep for the day it is restored: nobody else can read it.
CREATE TABLE keepsake (
    kind      TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    text      TEXT NOT NULL,
    PRIMARY KEY (kind, entity_id)
) STRICT;
