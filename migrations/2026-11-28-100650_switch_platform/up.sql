-- What the staff switches for the whole platform, live: the mode it runs in, and what is shown to whom.

CREATE TABLE platform_mode (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    mode text NOT NULL DEFAULT 'normal' CHECK (mode IN ('normal', 'read_only', 'ingest_only', 'drain', 'offline')),
    reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
    changed_by text NOT NULL DEFAULT 'system',
    changed_at timestamptz NOT NULL DEFAULT app_now()
);
INSERT INTO platform_mode DEFAULT VALUES;
GRANT SELECT ON platform_mode TO audiapro_app, audiapro_worker, audiapro_staff;

CREATE TABLE feature_flags (
    name text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_.]{0,62}$'),
    description text NOT NULL DEFAULT '' CHECK (length(description) <= 500),
    enabled boolean NOT NULL DEFAULT false,
    percentage integer NOT NULL DEFAULT 0 CHECK (percentage BETWEEN 0 AND 100),
    plans text[] NOT NULL DEFAULT '{}',
    changed_at timestamptz NOT NULL DEFAULT app_now()
);
COMMENT ON COLUMN feature_flags.percentage IS 'of the tenants, always the same ones';
GRANT SELECT ON feature_flags TO audiapro_app, audiapro_worker, audiapro_staff;

-- Tenants for which it is decided otherwise.
CREATE TABLE feature_flag_tenants (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    name text NOT NULL REFERENCES feature_flags ON DELETE CASCADE,
    enabled boolean NOT NULL,
    PRIMARY KEY (tenant_id, name)
);
CREATE INDEX feature_flag_tenants_name ON feature_flag_tenants (name);
CALL wall('feature_flag_tenants', 'tenant_id', '{audiapro_owner,audiapro_staff}');
GRANT SELECT ON feature_flag_tenants TO audiapro_app, audiapro_staff;
