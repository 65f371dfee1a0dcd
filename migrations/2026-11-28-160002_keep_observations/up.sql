-- Parts of legs, kept until their call has long been quiet: a system that sends events sends them in any order, and twice.

CREATE TABLE observation_groups (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    source_instance text NOT NULL,
    group_key text NOT NULL CHECK (length(group_key) <= 300),
    revision bigint NOT NULL DEFAULT 0,
    settled bigint NOT NULL DEFAULT 0,
    touched_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, source_instance, group_key)
);
COMMENT ON COLUMN observation_groups.revision IS 'how many observations there are; legs of a higher one replace those of a lower one';
COMMENT ON COLUMN observation_groups.settled IS 'of which revision the Ledger has the legs';
CREATE INDEX observation_groups_touched ON observation_groups (touched_at);
CREATE INDEX observation_groups_open ON observation_groups (touched_at) WHERE settled < revision;
CALL wall('observation_groups', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT, UPDATE (revision, settled, touched_at) ON observation_groups TO audiapro_app;
GRANT SELECT, UPDATE (settled), DELETE ON observation_groups TO audiapro_worker;

CREATE TABLE observations (
    tenant_id uuid NOT NULL,
    source_instance text NOT NULL,
    group_key text NOT NULL,
    id text NOT NULL CHECK (length(id) <= 300),
    arrival bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    sealed bytea NOT NULL,
    PRIMARY KEY (tenant_id, source_instance, group_key, id),
    FOREIGN KEY (tenant_id, source_instance, group_key) REFERENCES observation_groups ON DELETE CASCADE
);
COMMENT ON COLUMN observations.sealed IS 'what it says, under the tenant''s key; who holds that key may read it, and so the worker may not';
CALL wall('observations', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT ON observations TO audiapro_app;
GRANT SELECT, DELETE ON observations TO audiapro_worker;

ALTER TABLE legs ADD COLUMN revision bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN legs.revision IS '0: final as it came; else of how many observations it was made, and one of more replaces it';
