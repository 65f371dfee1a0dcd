-- How often each key was used, by day.

CREATE TABLE api_key_usage (
    tenant_id uuid NOT NULL,
    key_id uuid NOT NULL REFERENCES api_keys ON DELETE CASCADE,
    day timestamptz NOT NULL,
    requests bigint NOT NULL CHECK (requests >= 0),
    refused bigint NOT NULL CHECK (refused >= 0),
    limited bigint NOT NULL CHECK (limited >= 0),
    failed bigint NOT NULL CHECK (failed >= 0),
    PRIMARY KEY (key_id, day)
);
COMMENT ON COLUMN api_key_usage.day IS 'its begin, UTC';
COMMENT ON COLUMN api_key_usage.refused IS 'of the requests: answered with 4xx but 429';
COMMENT ON COLUMN api_key_usage.limited IS 'of the requests: answered with 429';
COMMENT ON COLUMN api_key_usage.failed IS 'of the requests: answered with 5xx';
CALL wall('api_key_usage', 'tenant_id', '{audiapro_owner}');
GRANT SELECT, INSERT, UPDATE (requests, refused, limited, failed) ON api_key_usage TO audiapro_app;
