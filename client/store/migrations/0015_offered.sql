-- Who is found, under names that several questions share.

-- Whom a search offers. A merged guest is found as himself until the till has been told of the
-- survivor.
CREATE VIEW offered_guest AS
SELECT guest.* FROM guest
WHERE is_refused = 0 AND (alias_of IS NULL OR NOT EXISTS (
    SELECT 1 FROM guest survivor WHERE survivor.guest_id = guest.alias_of));

-- Whom a phone leads to: after a merge by hand the old one leads to the survivor (GST-70).
CREATE VIEW phone_lead AS
SELECT phone, phone_reversed, CASE WHEN alias_of IS NOT NULL AND EXISTS (
    SELECT 1 FROM guest survivor WHERE survivor.guest_id = guest.alias_of)
    THEN alias_of ELSE guest_id END AS leads_to
FROM guest WHERE is_refused = 0;
