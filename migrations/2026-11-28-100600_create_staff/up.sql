-- The platform's own people: accounts, sessions and second factors of their own. Nothing of theirs opens anything of a tenant's, nor the
-- other way round. Only the owner role writes here; the staff role reads who and when, and no secret.

CREATE TABLE staff (
    id uuid PRIMARY KEY,
    email text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    email_key text NOT NULL UNIQUE CHECK (email_key ~ '^[!-~]+$' AND email_key = lower(email_key)),
    name text NOT NULL CHECK (name <> '' AND length(name) <= 200),
    role text NOT NULL CHECK (role IN ('owner', 'admin', 'support')),
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
    password_hash text NOT NULL,
    totp_sealed bytea,
    totp_confirmed_at timestamptz,
    totp_last_step bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    last_seen_at timestamptz,
    CHECK (totp_confirmed_at IS NULL OR totp_sealed IS NOT NULL)
);
COMMENT ON COLUMN staff.totp_last_step IS 'the latest half minute whose code was taken: no code is taken twice';
GRANT SELECT (id, email, email_key, name, role, status, totp_confirmed_at, created_at, last_seen_at) ON staff TO audiapro_staff;

CREATE TABLE staff_recovery_codes (
    staff_id uuid NOT NULL REFERENCES staff ON DELETE CASCADE,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    used_at timestamptz,
    PRIMARY KEY (staff_id, hash)
);

CREATE TABLE staff_sessions (
    id uuid PRIMARY KEY,
    staff_id uuid NOT NULL REFERENCES staff ON DELETE CASCADE,
    hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    kind text NOT NULL CHECK (kind IN ('token', 'cookie')),
    user_agent text NOT NULL CHECK (length(user_agent) <= 300),
    address text NOT NULL,
    second_factor boolean NOT NULL,
    idle_s integer NOT NULL CHECK (idle_s > 0),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    last_seen_at timestamptz NOT NULL DEFAULT app_now(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_why text
);
CREATE INDEX staff_sessions_staff ON staff_sessions (staff_id, created_at DESC);
GRANT SELECT ON staff_sessions TO audiapro_staff;

-- The platform has a chain of its own (of the tenant 0), and a chain outlives its tenant: it proves the erasure.
ALTER TABLE audit_heads DROP CONSTRAINT audit_heads_tenant_id_fkey;
