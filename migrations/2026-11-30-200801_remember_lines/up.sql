-- The last lines of systems whose records have no ids: what a connection sends again is known, and an equal line that it does not is a call.

CREATE TABLE source_lines (
    tenant_id uuid NOT NULL,
    source_instance text NOT NULL,
    lines bytea NOT NULL CHECK (length(lines) <= 24000),
    PRIMARY KEY (tenant_id, source_instance),
    FOREIGN KEY (tenant_id, source_instance) REFERENCES source_instances ON DELETE CASCADE
);
COMMENT ON COLUMN source_lines.lines IS 'of each line 8 bytes of its SHA-256 and its number among equal ones (4), in the order in which they came';
CALL wall('source_lines', 'tenant_id', '{}');
GRANT SELECT, INSERT, UPDATE, DELETE ON source_lines TO audiapro_app;
