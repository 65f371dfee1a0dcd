-- How people prove who they are, and the mails by which they are asked.

-- The platform's own data key, for what belongs to no tenant. Wrapped by the master key as tenants' keys are.
CREATE TABLE platform_keys (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    master_key_id text NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT app_now()
);
GRANT SELECT ON platform_keys TO audiapro_app, audiapro_worker;

CREATE TABLE credentials (
    person_id uuid PRIMARY KEY REFERENCES persons ON DELETE CASCADE,
    password_hash text NOT NULL,
    previous text[] NOT NULL DEFAULT '{}',
    changed_at timestamptz NOT NULL DEFAULT app_now()
);
COMMENT ON COLUMN credentials.previous IS 'hashes of earlier passwords, the latest first: they are not taken again';
CALL wall_person('credentials', 'person_id', '{audiapro_owner}');
GRANT SELECT, INSERT, UPDATE (password_hash, previous, changed_at) ON credentials TO audiapro_app;

CREATE TABLE second_factors (
    person_id uuid PRIMARY KEY REFERENCES persons ON DELETE CASCADE,
    sealed bytea NOT NULL,
    confirmed_at timestamptz,
    last_step bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT app_now()
);
COMMENT ON COLUMN second_factors.last_step IS 'the latest half minute whose code was taken: no code is taken twice';
CALL wall_person('second_factors', 'person_id', '{audiapro_owner}');
GRANT SELECT, INSERT, UPDATE (sealed, confirmed_at, last_step), DELETE ON second_factors TO audiapro_app;

CREATE TABLE recovery_codes (
    person_id uuid NOT NULL REFERENCES persons ON DELETE CASCADE,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    used_at timestamptz,
    PRIMARY KEY (person_id, hash)
);
CALL wall_person('recovery_codes', 'person_id', '{audiapro_owner}');
GRANT SELECT, INSERT, UPDATE (used_at), DELETE ON recovery_codes TO audiapro_app;

-- Single-use links that a person was sent.
CREATE TABLE person_links (
    hash bytea PRIMARY KEY CHECK (length(hash) = 32),
    person_id uuid NOT NULL REFERENCES persons ON DELETE CASCADE,
    purpose text NOT NULL CHECK (purpose IN ('reset', 'unlock')),
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX person_links_person ON person_links (person_id);
CALL wall_person('person_links', 'person_id', '{audiapro_owner}');
GRANT SELECT, INSERT, UPDATE (used_at) ON person_links TO audiapro_app;

-- Companies that signed up and have not followed their link yet: no tenant and no person before that. The owner's alone.
CREATE TABLE sign_ups (
    hash bytea PRIMARY KEY CHECK (length(hash) = 32),
    email text NOT NULL,
    name text NOT NULL,
    company text NOT NULL,
    zone text NOT NULL,
    password_hash text NOT NULL,
    expires_at timestamptz NOT NULL
);

-- Wrong passwords by address, whether somebody has it or not: the answer tells nothing.
CREATE TABLE sign_in_guards (
    key bytea PRIMARY KEY CHECK (length(key) = 32),
    failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    locked_until timestamptz,
    updated_at timestamptz NOT NULL DEFAULT app_now()
);
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_guards TO audiapro_app;

-- Mails on their way, and kept: sealed, because they carry links.
CREATE TABLE mails (
    id uuid PRIMARY KEY,
    tenant_id uuid REFERENCES tenants ON DELETE CASCADE,
    person_id uuid REFERENCES persons ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z_]{0,62}$'),
    recipient text NOT NULL,
    idempotency_key text UNIQUE CHECK (length(idempotency_key) <= 200),
    sealed bytea NOT NULL,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'suppressed')),
    attempts integer NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL DEFAULT app_now(),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    sent_at timestamptz,
    last_error text
);
CREATE INDEX mails_tenant ON mails (tenant_id, created_at DESC);
CREATE INDEX mails_person ON mails (person_id);
CREATE INDEX mails_due ON mails (next_at) WHERE state IN ('queued', 'sending');
CALL wall('mails', 'tenant_id', '{audiapro_owner,audiapro_worker}');
CREATE POLICY person ON mails TO audiapro_app USING (person_id = NULLIF(current_setting('app.person_id', true), '')::uuid);
GRANT SELECT, INSERT ON mails TO audiapro_app;
GRANT SELECT, UPDATE (state, attempts, next_at, sent_at, last_error) ON mails TO audiapro_worker;

-- Addresses to which nothing is sent any more.
CREATE TABLE suppressed_addresses (
    email_key text PRIMARY KEY,
    reason text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT app_now()
);
GRANT SELECT, INSERT, DELETE ON suppressed_addresses TO audiapro_worker;

-- Whose address, whose link: before there is a person to ask. Ids only.
CREATE FUNCTION person_by_email(wanted text) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.id FROM public.persons p WHERE p.email_key = wanted;
END;
REVOKE ALL ON FUNCTION person_by_email(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION person_by_email(text) TO audiapro_app;

CREATE FUNCTION person_by_link(wanted bytea, wanted_purpose text) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT l.person_id FROM public.person_links l
     WHERE l.hash = wanted AND l.purpose = wanted_purpose AND l.used_at IS NULL AND l.expires_at > public.app_now();
END;
REVOKE ALL ON FUNCTION person_by_link(bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION person_by_link(bytea, text) TO audiapro_app;
