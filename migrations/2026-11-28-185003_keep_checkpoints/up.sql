-- How long each audit chain was, signed, day by day: whoever keeps one elsewhere can prove that the chain was not written anew since.

CREATE TABLE audit_checkpoints (
    tenant_id uuid NOT NULL,
    n bigint NOT NULL CHECK (n > 0),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    at timestamptz NOT NULL,
    key text NOT NULL,
    signature text NOT NULL,
    PRIMARY KEY (tenant_id, n)
);
COMMENT ON COLUMN audit_checkpoints.hash IS 'of the entry n';
COMMENT ON COLUMN audit_checkpoints.key IS 'the public key that signed, in base64';
CALL wall('audit_checkpoints', 'tenant_id', '{audiapro_owner}');
GRANT SELECT ON audit_checkpoints TO audiapro_app;
