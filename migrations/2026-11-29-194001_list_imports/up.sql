-- Imports that somebody has begun in a browser or by the interface: how far each has come, and what became of it.

CREATE TABLE imports (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    source_instance text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('records', 'recordings')),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 500),
    total bigint NOT NULL CHECK (total >= 0),
    through bigint NOT NULL DEFAULT 0 CHECK (through >= 0),
    context text NOT NULL DEFAULT '',
    counts jsonb NOT NULL DEFAULT '{}',
    actor text NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT app_now(),
    moved_at timestamptz NOT NULL DEFAULT app_now(),
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, source_instance) REFERENCES source_instances ON DELETE CASCADE
);
CREATE INDEX imports_latest ON imports (tenant_id, begun_at, id);
CREATE INDEX imports_of_source ON imports (tenant_id, source_instance, begun_at, id);
COMMENT ON COLUMN imports.total IS 'bytes of the file as it lies there, or recordings of the folder';
COMMENT ON COLUMN imports.through IS 'bytes of the file, unpacked, or recordings that are done with; never ahead of what is kept';
COMMENT ON COLUMN imports.context IS 'the line on which what follows depends (a header, a date), in base64';
COMMENT ON COLUMN imports.counts IS 'what became of it: by name of a fate, how many';
CALL wall('imports', 'tenant_id', '{}');
GRANT SELECT, INSERT, UPDATE (through, context, counts, moved_at, ended_at), DELETE ON imports TO audiapro_app;
