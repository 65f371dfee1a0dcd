-- Keys for telephone systems that know no bearer: a user with a password, a word in a header, or a secret that signs the body.

ALTER TABLE api_keys
    ADD COLUMN manner text NOT NULL DEFAULT 'bearer' CHECK (manner IN ('bearer', 'basic', 'header', 'hmac')),
    ADD COLUMN login text CHECK (length(login) BETWEEN 1 AND 64),
    ADD COLUMN sealed bytea,
    ADD CONSTRAINT api_keys_login_check1 CHECK ((manner IN ('basic', 'hmac')) = (login IS NOT NULL)),
    ADD CONSTRAINT api_keys_sealed_check CHECK ((manner = 'hmac') = (sealed IS NOT NULL));
COMMENT ON COLUMN api_keys.manner IS 'how it is shown';
COMMENT ON COLUMN api_keys.login IS 'the user of basic, and who hmac says it is; stays when the key is rotated';
COMMENT ON COLUMN api_keys.sealed IS 'what signs cannot be a hash: it is sealed';
CREATE INDEX api_keys_signing ON api_keys (login) WHERE manner = 'hmac';
GRANT SELECT (manner, login) ON api_keys TO audiapro_staff;

-- Which keys may have signed for this user, before there is a tenant to ask. Ids only, and of living ones only.
CREATE FUNCTION api_keys_by_login(wanted text, OUT key_id uuid, OUT tenant_id uuid) RETURNS SETOF record
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT k.id, k.tenant_id
      FROM public.api_keys k JOIN public.tenants t ON t.id = k.tenant_id
     WHERE k.login = wanted AND k.manner = 'hmac' AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > public.app_now())
       AND t.status <> 'closed'
     ORDER BY k.created_at DESC, k.id LIMIT 8;
END;
REVOKE ALL ON FUNCTION api_keys_by_login(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION api_keys_by_login(text) TO audiapro_app;
