-- Conditions that several questions share, under a name of their own.

-- A redemption nobody gave a slip for, and nobody took back.
CREATE VIEW redemption_without_slip AS
SELECT operation_id, guest_id, seq, state, is_in_doubt FROM outbox
WHERE kind = 'redeem' AND receipt_id IS NOT NULL
    AND coalesce(outcome_status, '') NOT IN ('rejected', 'quarantined')
    AND NOT EXISTS (SELECT 1 FROM receipt WHERE receipt.receipt_id = outbox.receipt_id)
    AND NOT EXISTS (SELECT 1 FROM outbox cancel WHERE cancel.target_id = outbox.operation_id
        AND coalesce(cancel.outcome_status, '') NOT IN ('rejected', 'quarantined'));

-- A lease that nothing has ended, with what is left under it.
CREATE VIEW open_lease AS
SELECT lease_id, guest_id, is_recalled,
    (SELECT sum(points_left) FROM lease_lot WHERE lease_lot.lease_id = lease.lease_id)
        AS points_left,
    (signed IS NOT NULL AND granted_at_ms <= (SELECT leases_void_ms FROM me))
        AS is_of_earlier_life
FROM lease WHERE closed_seq IS NULL;

-- The version published last, in force or not.
CREATE VIEW newest_programme AS
SELECT data FROM programme ORDER BY published_at_ms DESC, number DESC LIMIT 1;
