-- A record that somebody gave of a source, and how it was read then, sealed: it tells what a change of settings does.

CREATE TABLE source_samples (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    source_instance text NOT NULL,
    version integer NOT NULL,
    sealed bytea NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, source_instance)
);
COMMENT ON COLUMN source_samples.version IS 'the version of the source that it was read with';
CALL wall('source_samples', 'tenant_id', '{}');
GRANT SELECT, INSERT, UPDATE (version, sealed, kept_at), DELETE ON source_samples TO audiapro_app;
