-- Calls, or a part of one, shown to somebody outside by a link: until it expires, with what it is to show, and with a note of each view.

CREATE TABLE shares (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    leg_id uuid NOT NULL,
    hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    password_hash text,
    label text CHECK (length(label) BETWEEN 1 AND 200),
    words boolean NOT NULL,
    sound boolean NOT NULL,
    from_ms bigint CHECK (from_ms >= 0),
    to_ms bigint CHECK (to_ms > 0),
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    locked_until timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, leg_id) REFERENCES legs (tenant_id, id) ON DELETE CASCADE,
    CHECK (words OR sound),
    CHECK (from_ms IS NULL OR to_ms IS NULL OR from_ms < to_ms)
);
COMMENT ON COLUMN shares.from_ms IS 'the part of the recording that is shown; null: from its begin';
COMMENT ON COLUMN shares.failures IS 'wrong passwords in a row';
CREATE INDEX shares_leg ON shares (tenant_id, leg_id, created_at DESC);
CALL wall('shares', 'tenant_id', '{audiapro_owner}');
GRANT SELECT, INSERT, UPDATE (revoked_at, failures, locked_until), DELETE ON shares TO audiapro_app;

CREATE TABLE share_views (
    tenant_id uuid NOT NULL,
    share_id uuid NOT NULL,
    id uuid NOT NULL,
    hash bytea UNIQUE CHECK (length(hash) = 32),
    at timestamptz NOT NULL DEFAULT app_now(),
    outcome text NOT NULL CHECK (outcome IN ('opened', 'wrong_password')),
    played boolean NOT NULL DEFAULT false,
    address text NOT NULL,
    user_agent text NOT NULL CHECK (length(user_agent) <= 300),
    PRIMARY KEY (tenant_id, share_id, id),
    FOREIGN KEY (tenant_id, share_id) REFERENCES shares ON DELETE CASCADE
);
COMMENT ON COLUMN share_views.hash IS 'of the word by which the page that was opened asks for the sound';
CALL wall('share_views', 'tenant_id', '{audiapro_owner}');
GRANT SELECT, INSERT, UPDATE (played), DELETE ON share_views TO audiapro_app;

-- Whose share a link is, before there is a tenant to ask. Ids only, and of living ones only.
CREATE FUNCTION share_by_hash(wanted bytea, OUT share_id uuid, OUT tenant_id uuid) RETURNS SETOF record
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT s.id, s.tenant_id FROM public.shares s JOIN public.tenants t ON t.id = s.tenant_id
     WHERE s.hash = wanted AND s.revoked_at IS NULL AND s.expires_at > public.app_now() AND t.status = 'active';
END;
REVOKE ALL ON FUNCTION share_by_hash(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION share_by_hash(bytea) TO audiapro_app;

-- The same of a page that was opened, for half a day.
CREATE FUNCTION share_by_view(wanted bytea, OUT share_id uuid, OUT tenant_id uuid, OUT view_id uuid) RETURNS SETOF record
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT s.id, s.tenant_id, v.id
      FROM public.share_views v
      JOIN public.shares s ON s.tenant_id = v.tenant_id AND s.id = v.share_id
      JOIN public.tenants t ON t.id = s.tenant_id
     WHERE v.hash = wanted AND v.at > public.app_now() - interval '12 hours' AND s.revoked_at IS NULL AND s.expires_at > public.app_now()
       AND t.status = 'active';
END;
REVOKE ALL ON FUNCTION share_by_view(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION share_by_view(bytea) TO audiapro_app;
