-- What the server has not answered for: of this epoch, and of earlier ones that a restored server
-- is told again.
CREATE VIEW unanswered AS
SELECT operation_id, occurred_at_ms FROM outbox
JOIN me LEFT JOIN past_epoch ON past_epoch.epoch = outbox.epoch
WHERE (outbox.epoch = me.epoch AND seq > me.acked) OR seq >= past_epoch.replay_from;
