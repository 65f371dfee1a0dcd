-- Answers by the sender's own `Idempotency-Key`, kept for a day: the same request again gets the same answer.
CREATE TABLE idempotency_keys (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    holder uuid NOT NULL,
    held_until timestamptz NOT NULL,
    body_sha256 bytea CHECK (length(body_sha256) = 32),
    answer jsonb,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, key),
    CHECK ((answer IS NULL) = (body_sha256 IS NULL))
);
COMMENT ON COLUMN idempotency_keys.holder IS 'the request that works on it, or has answered';
CREATE INDEX idempotency_keys_created ON idempotency_keys (tenant_id, created_at);
CALL wall('idempotency_keys', 'tenant_id', '{}');
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO audiapro_app;
