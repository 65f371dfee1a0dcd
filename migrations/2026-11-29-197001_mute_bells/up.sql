-- What a member's bell is not to ring for: it stands in the list all the same.

CREATE TABLE bell_mutes (
    tenant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z_]{0,62}$'),
    until timestamptz,
    PRIMARY KEY (tenant_id, person_id, kind),
    FOREIGN KEY (tenant_id, person_id) REFERENCES memberships (tenant_id, person_id) ON DELETE CASCADE
);
COMMENT ON COLUMN bell_mutes.until IS 'null: until it is taken back';
CALL wall('bell_mutes', 'tenant_id', '{}');
GRANT SELECT, INSERT, UPDATE (until), DELETE ON bell_mutes TO audiapro_app;
