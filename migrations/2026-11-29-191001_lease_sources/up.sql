-- What one node at a time does for a source: opening a connection to it, reading a folder, fetching. Who has taken that up keeps it as long
-- as the lease is renewed; who has lost it is fenced off by the epoch.

CREATE TABLE source_leases (
    tenant_id uuid NOT NULL,
    source_instance text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('caller', 'folder', 'fetch')),
    epoch bigint NOT NULL DEFAULT 0 CHECK (epoch >= 0),
    holder text,
    until timestamptz,
    position jsonb,
    state text NOT NULL DEFAULT 'idle' CHECK (state IN ('idle', 'trying', 'working', 'failing')),
    state_at timestamptz NOT NULL DEFAULT app_now(),
    error_code text,
    error_detail text,
    error_at timestamptz,
    alarmed_at timestamptz,
    PRIMARY KEY (tenant_id, source_instance, kind),
    FOREIGN KEY (tenant_id, source_instance) REFERENCES source_instances ON DELETE CASCADE,
    CHECK ((holder IS NULL) = (until IS NULL)),
    CHECK ((error_code IS NULL) = (error_at IS NULL))
);
COMMENT ON COLUMN source_leases.epoch IS 'raised whenever it is taken or taken away: a write of an earlier one is none';
COMMENT ON COLUMN source_leases.holder IS 'name of the node; null: nobody does it';
COMMENT ON COLUMN source_leases.position IS 'how far the work has come, as the kind of work writes it';
COMMENT ON COLUMN source_leases.state_at IS 'since when it is in this state';
COMMENT ON COLUMN source_leases.error_at IS 'of the last error, whatever came after it';
COMMENT ON COLUMN source_leases.alarmed_at IS 'when it was told that it fails; null: it was not, or it works again';
CALL wall('source_leases', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, UPDATE ON source_leases TO audiapro_app;
GRANT SELECT, INSERT, UPDATE ON source_leases TO audiapro_worker;
