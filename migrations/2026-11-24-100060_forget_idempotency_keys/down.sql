REVOKE ALL ON idempotency_keys FROM audiapro_worker;
DROP POLICY worker ON idempotency_keys;
DROP INDEX idempotency_keys_created;
CREATE INDEX idempotency_keys_created ON idempotency_keys (tenant_id, created_at);
