-- What a key may do, from where, and how often.

ALTER TABLE api_keys
    ADD COLUMN scopes text[] NOT NULL DEFAULT '{*}',
    ADD COLUMN addresses text[] NOT NULL DEFAULT '{}',
    ADD COLUMN requests_per_minute integer CHECK (requests_per_minute > 0),
    ADD COLUMN created_by text NOT NULL DEFAULT 'command line';
COMMENT ON COLUMN api_keys.scopes IS 'permissions by name; * is all of them';
COMMENT ON COLUMN api_keys.addresses IS 'CIDR blocks; none: from anywhere';
COMMENT ON COLUMN api_keys.requests_per_minute IS 'null: as the configuration says';
GRANT UPDATE (scopes, addresses, requests_per_minute) ON api_keys TO audiapro_app;
GRANT SELECT (scopes, addresses, requests_per_minute, created_by) ON api_keys TO audiapro_staff;
