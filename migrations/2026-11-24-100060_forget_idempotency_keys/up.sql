-- What was answered to named requests goes after a day by a job of the platform, and no longer at the sender's expense. The worker
-- finds keys by their age; what was answered it cannot read.
DROP INDEX idempotency_keys_created;
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
CREATE POLICY worker ON idempotency_keys TO audiapro_worker USING (true);
GRANT SELECT (tenant_id, key, created_at), DELETE ON idempotency_keys TO audiapro_worker;
