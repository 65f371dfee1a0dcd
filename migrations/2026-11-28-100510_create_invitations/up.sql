-- Who was invited and has not come yet. One that has no address is an open link: whoever has it asks for an invitation of their own.
CREATE TABLE invitations (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    email text CHECK (length(email) BETWEEN 3 AND 254),
    email_key text CHECK (email_key = lower(email_key)),
    role text NOT NULL CHECK (role IN ('admin', 'manager', 'agent', 'viewer', 'custom')),
    role_id uuid,
    row_scope text NOT NULL CHECK (row_scope IN ('all', 'group', 'own')),
    agents text[] NOT NULL DEFAULT '{}',
    invited_by text NOT NULL CHECK (length(invited_by) <= 200),
    uses integer NOT NULL DEFAULT 0 CHECK (uses >= 0),
    uses_max integer CHECK (uses_max > 0),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, email_key),
    CHECK ((role = 'custom') = (role_id IS NOT NULL)),
    CHECK ((email IS NULL) = (email_key IS NULL) AND (email IS NULL) = (uses_max IS NOT NULL)),
    FOREIGN KEY (tenant_id, role_id) REFERENCES roles ON DELETE CASCADE
);
COMMENT ON COLUMN invitations.uses_max IS 'of an open link: so many may ask with it';
CREATE INDEX invitations_role ON invitations (tenant_id, role_id);
CALL wall('invitations', 'tenant_id', '{audiapro_owner}');
GRANT SELECT, INSERT, UPDATE (hash, role, role_id, row_scope, agents, invited_by, uses, created_at, expires_at), DELETE ON invitations TO audiapro_app;
