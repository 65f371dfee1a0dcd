-- Who is here: plans, tenants, their keys and their telephone systems; and the wall that stands on every tenant table.
-- Runs as audiapro_owner; the four login roles exist already (models::migrate makes them).

-- The one clock of the product. Nothing shifts it here; test builds replace the function as owner.
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT now()';

-- Row-level security on a tenant table. The app role sees the tenant of its transaction; the others see all rows or
-- none, and even then only what they are granted. A table that is not walled has no rights for anybody.
CREATE PROCEDURE wall(wanted regclass, tenant_column name, see_all name[]) LANGUAGE plpgsql AS $$
DECLARE
    role name;
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', wanted);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', wanted);
    EXECUTE format(
        'CREATE POLICY tenant ON %s TO audiapro_app USING (%I = NULLIF(current_setting(''app.tenant_id'', true), '''')::uuid)',
        wanted, tenant_column);
    FOREACH role IN ARRAY see_all LOOP
        EXECUTE format('CREATE POLICY %I ON %s TO %I USING (true)', replace(role, 'audiapro_', ''), wanted, role);
    END LOOP;
END
$$;
REVOKE ALL ON PROCEDURE wall(regclass, name, name[]) FROM PUBLIC;

CREATE TABLE installation (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    master_key_id text NOT NULL,
    -- A known sentence sealed under the master key: a wrong key is recognised before it is used.
    master_key_check bytea NOT NULL,
    -- How many partitions the door's topic has; null until this installation was scaled out.
    received_partitions integer CHECK (received_partitions > 0)
);
GRANT SELECT ON installation TO audiapro_app, audiapro_worker, audiapro_staff;

CREATE TABLE plans (
    id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9_-]{0,62}$'),
    name text NOT NULL CHECK (name <> ''),
    price_cents integer NOT NULL CHECK (price_cents >= 0),
    calls_limit bigint CHECK (calls_limit >= 0),
    trial_days integer CHECK (trial_days > 0)
);
COMMENT ON COLUMN plans.price_cents IS 'US cents a month';
COMMENT ON COLUMN plans.calls_limit IS 'calls a period; null: unlimited';
INSERT INTO plans (id, name, price_cents, calls_limit, trial_days) VALUES
    ('trial', 'Trial', 0, 100, 14),
    ('starter', 'Starter', 4900, 500, NULL),
    ('professional', 'Professional', 14900, 2000, NULL),
    ('enterprise', 'Enterprise', 39900, NULL, NULL);
GRANT SELECT ON plans TO audiapro_app, audiapro_worker, audiapro_staff;

CREATE TABLE tenants (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> '' AND length(name) <= 200),
    plan_id text NOT NULL REFERENCES plans,
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'closed')),
    zone text NOT NULL DEFAULT 'UTC',
    policy text NOT NULL DEFAULT 'store_only' CHECK (policy IN ('store_only', 'queue', 'overage', 'reject')),
    limit_kind text NOT NULL DEFAULT 'plan' CHECK (limit_kind IN ('plan', 'custom', 'unlimited')),
    calls_limit bigint CHECK (calls_limit >= 0),
    anchored_at timestamptz NOT NULL DEFAULT app_now(),
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    CHECK ((limit_kind = 'custom') = (calls_limit IS NOT NULL))
);
COMMENT ON COLUMN tenants.anchored_at IS 'periods begin at its anniversaries in the tenant''s zone';
COMMENT ON COLUMN tenants.version IS 'raised by every change of plan, limit, policy, zone or status: supervisors compare it';
CREATE INDEX tenants_plan ON tenants (plan_id);
CALL wall('tenants', 'id', '{audiapro_owner,audiapro_worker,audiapro_staff}');
GRANT SELECT ON tenants TO audiapro_app, audiapro_worker, audiapro_staff;

CREATE TABLE tenant_keys (
    tenant_id uuid PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
    master_key_id text NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT app_now()
);
CALL wall('tenant_keys', 'tenant_id', '{audiapro_owner}');
GRANT SELECT ON tenant_keys TO audiapro_app;

CREATE TABLE api_keys (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    name text NOT NULL CHECK (name <> '' AND length(name) <= 200),
    prefix text NOT NULL,
    hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
);
CREATE INDEX api_keys_tenant ON api_keys (tenant_id);
CALL wall('api_keys', 'tenant_id', '{audiapro_owner,audiapro_staff}');
GRANT SELECT, INSERT, UPDATE (name, expires_at, revoked_at, last_used_at) ON api_keys TO audiapro_app;
GRANT SELECT (id, tenant_id, name, prefix, created_at, expires_at, revoked_at, last_used_at) ON api_keys TO audiapro_staff;

-- Which tenant a key belongs to, before there is a tenant to ask. Ids only; a revoked or expired key is no key.
CREATE FUNCTION api_key_by_hash(wanted bytea, OUT key_id uuid, OUT tenant_id uuid) RETURNS SETOF record
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT k.id, k.tenant_id
      FROM public.api_keys k JOIN public.tenants t ON t.id = k.tenant_id
     WHERE k.hash = wanted AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > public.app_now())
       AND t.status <> 'closed';
END;
REVOKE ALL ON FUNCTION api_key_by_hash(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION api_key_by_hash(bytea) TO audiapro_app;

CREATE TABLE source_instances (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    name text NOT NULL CHECK (name <> '' AND length(name) <= 100),
    label text NOT NULL,
    format text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, name)
);
COMMENT ON COLUMN source_instances.name IS 'never changes: ids of calls and legs are derived from it';
CALL wall('source_instances', 'tenant_id', '{audiapro_owner,audiapro_worker,audiapro_staff}');
GRANT SELECT, INSERT, UPDATE (label) ON source_instances TO audiapro_app;
GRANT SELECT, INSERT ON source_instances TO audiapro_worker;
GRANT SELECT ON source_instances TO audiapro_staff;
