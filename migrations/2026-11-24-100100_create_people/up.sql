-- People, who are global, and what they are in a tenant: memberships, roles, groups, sessions.

-- The wall around a person's own rows: the app role sees those of the person of its transaction. A table may stand behind both walls.
CREATE PROCEDURE wall_person(wanted regclass, person_column name, see_all name[]) LANGUAGE plpgsql AS $$
DECLARE
    role name;
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', wanted);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', wanted);
    EXECUTE format(
        'CREATE POLICY person ON %s TO audiapro_app USING (%I = NULLIF(current_setting(''app.person_id'', true), '''')::uuid)',
        wanted, person_column);
    FOREACH role IN ARRAY see_all LOOP
        EXECUTE format('CREATE POLICY %I ON %s TO %I USING (true)', replace(role, 'audiapro_', ''), wanted, role);
    END LOOP;
END
$$;
REVOKE ALL ON PROCEDURE wall_person(regclass, name, name[]) FROM PUBLIC;

CREATE TABLE persons (
    id uuid PRIMARY KEY,
    email text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    email_key text NOT NULL UNIQUE CHECK (email_key ~ '^[!-~]+$' AND email_key = lower(email_key)),
    name text NOT NULL CHECK (name <> '' AND length(name) <= 200),
    email_verified_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT app_now()
);
COMMENT ON COLUMN persons.email_key IS 'the address in lower case, its domain in ASCII: no two persons have one address';
CALL wall_person('persons', 'id', '{audiapro_owner,audiapro_staff}');
GRANT SELECT, INSERT, UPDATE (email, email_key, name, email_verified_at) ON persons TO audiapro_app;
GRANT SELECT ON persons TO audiapro_staff;

-- Roles of a tenant's own making; the four that everybody has stand in the program.
CREATE TABLE roles (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL CHECK (name <> '' AND length(name) <= 100),
    permissions text[] NOT NULL,
    row_scope text NOT NULL CHECK (row_scope IN ('all', 'group', 'own')),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
);
CALL wall('roles', 'tenant_id', '{audiapro_owner}');
GRANT SELECT, INSERT, UPDATE (name, permissions, row_scope), DELETE ON roles TO audiapro_app;

CREATE TABLE memberships (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    person_id uuid NOT NULL REFERENCES persons ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('admin', 'manager', 'agent', 'viewer', 'custom')),
    role_id uuid,
    row_scope text NOT NULL CHECK (row_scope IN ('all', 'group', 'own')),
    agents text[] NOT NULL DEFAULT '{}',
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive', 'suspended')),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    last_seen_at timestamptz,
    PRIMARY KEY (tenant_id, person_id),
    CHECK ((role = 'custom') = (role_id IS NOT NULL)),
    FOREIGN KEY (tenant_id, role_id) REFERENCES roles
);
COMMENT ON COLUMN memberships.agents IS 'what telephone systems call this person: the calls of row scope `own`';
CREATE INDEX memberships_person ON memberships (person_id, tenant_id);
CREATE INDEX memberships_role ON memberships (tenant_id, role_id);
CALL wall('memberships', 'tenant_id', '{audiapro_owner,audiapro_staff}');
CREATE POLICY person ON memberships FOR SELECT TO audiapro_app
    USING (person_id = NULLIF(current_setting('app.person_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE (role, role_id, row_scope, agents, status, last_seen_at), DELETE ON memberships TO audiapro_app;
GRANT SELECT ON memberships TO audiapro_staff;

-- A tenant sees who its members are; a person sees which tenants are theirs.
CREATE POLICY member ON persons FOR SELECT TO audiapro_app USING (EXISTS (
    SELECT FROM memberships m WHERE m.person_id = persons.id AND m.tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY member ON tenants FOR SELECT TO audiapro_app USING (EXISTS (
    SELECT FROM memberships m WHERE m.tenant_id = tenants.id AND m.person_id = NULLIF(current_setting('app.person_id', true), '')::uuid));

CREATE TABLE groups (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL CHECK (name <> '' AND length(name) <= 100),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
);
CALL wall('groups', 'tenant_id', '{audiapro_owner}');
GRANT SELECT, INSERT, UPDATE (name), DELETE ON groups TO audiapro_app;

CREATE TABLE group_members (
    tenant_id uuid NOT NULL,
    group_id uuid NOT NULL,
    person_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, group_id, person_id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES groups ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, person_id) REFERENCES memberships ON DELETE CASCADE
);
CREATE INDEX group_members_person ON group_members (tenant_id, person_id);
CALL wall('group_members', 'tenant_id', '{audiapro_owner}');
GRANT SELECT, INSERT, DELETE ON group_members TO audiapro_app;

-- Where a person is signed in. A session belongs to one membership: with it, it ends.
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('token', 'cookie')),
    user_agent text NOT NULL CHECK (length(user_agent) <= 300),
    address text NOT NULL,
    second_factor boolean NOT NULL,
    idle_s integer NOT NULL CHECK (idle_s > 0),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    last_seen_at timestamptz NOT NULL DEFAULT app_now(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_why text,
    FOREIGN KEY (tenant_id, person_id) REFERENCES memberships ON DELETE CASCADE
);
COMMENT ON COLUMN sessions.idle_s IS 'ends when nothing was asked for so many seconds';
CREATE INDEX sessions_member ON sessions (tenant_id, person_id, created_at DESC);
CREATE INDEX sessions_person ON sessions (person_id, created_at DESC);
CREATE INDEX sessions_expires ON sessions (expires_at);
CALL wall('sessions', 'tenant_id', '{audiapro_owner}');
CREATE POLICY person ON sessions TO audiapro_app USING (person_id = NULLIF(current_setting('app.person_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE (last_seen_at, ended_at, ended_why) ON sessions TO audiapro_app;

CREATE TABLE session_tokens (
    hash bytea PRIMARY KEY CHECK (length(hash) = 32),
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('access', 'refresh', 'cookie')),
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
COMMENT ON COLUMN session_tokens.used_at IS 'of a refresh token: it was exchanged. Coming again, it ends the session';
CREATE INDEX session_tokens_session ON session_tokens (session_id);
CREATE INDEX session_tokens_tenant ON session_tokens (tenant_id);
CALL wall('session_tokens', 'tenant_id', '{audiapro_owner}');
GRANT SELECT, INSERT, UPDATE (used_at), DELETE ON session_tokens TO audiapro_app;

-- Whose session a token is, before there is a tenant to ask. Ids only, and of living sessions only; refresh tokens that were
-- used are told too, because their coming again is an alarm.
CREATE FUNCTION session_by_hash(wanted bytea, refreshing boolean, OUT session_id uuid, OUT tenant_id uuid, OUT person_id uuid)
    RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT s.id, s.tenant_id, s.person_id
      FROM public.session_tokens k
      JOIN public.sessions s ON s.id = k.session_id
      JOIN public.memberships m ON m.tenant_id = s.tenant_id AND m.person_id = s.person_id
      JOIN public.tenants t ON t.id = s.tenant_id
     WHERE k.hash = wanted AND (k.kind = 'refresh') = refreshing AND k.expires_at > public.app_now()
       AND s.ended_at IS NULL AND s.expires_at > public.app_now()
       AND s.last_seen_at + make_interval(secs => s.idle_s) > public.app_now()
       AND m.status = 'active' AND t.status <> 'closed';
END;
REVOKE ALL ON FUNCTION session_by_hash(bytea, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_by_hash(bytea, boolean) TO audiapro_app;

-- How long sessions of a tenant last, from where its people may come.
CREATE TABLE security_settings (
    tenant_id uuid PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
    session_idle_s integer NOT NULL DEFAULT 43200 CHECK (session_idle_s BETWEEN 300 AND 2592000),
    session_absolute_s integer NOT NULL DEFAULT 2592000 CHECK (session_absolute_s BETWEEN 300 AND 31536000),
    second_factor_required boolean NOT NULL DEFAULT false,
    addresses text[] NOT NULL DEFAULT '{}'
);
COMMENT ON COLUMN security_settings.addresses IS 'CIDR blocks; none: from anywhere';
CALL wall('security_settings', 'tenant_id', '{audiapro_owner}');
GRANT SELECT, INSERT, UPDATE (session_idle_s, session_absolute_s, second_factor_required, addresses) ON security_settings TO audiapro_app;
