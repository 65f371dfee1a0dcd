-- The end of a tenant: what the owner destroys, one tenant a transaction, and the certificate of it.

CREATE TABLE erasures (
    tenant_id uuid PRIMARY KEY,
    -- Its words are what is signed.
    certificate text NOT NULL,
    key text NOT NULL,
    signature text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT app_now()
);
CALL wall('erasures', 'tenant_id', '{audiapro_owner,audiapro_staff}');
GRANT SELECT ON erasures TO audiapro_staff;

-- What is not the tenant's by a foreign key, and what is destroyed in parts: the owner sees the tenant of its transaction.
CREATE PROCEDURE let_erase(wanted regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE POLICY erase ON %s TO audiapro_owner USING (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::uuid)',
        wanted);
END
$$;
REVOKE ALL ON PROCEDURE let_erase(regclass) FROM PUBLIC;
CALL let_erase('calls');
CALL let_erase('legs');
CALL let_erase('recordings');
CALL let_erase('recording_blobs');
CALL let_erase('transcripts');
CALL let_erase('outbox');
CALL let_erase('trace');
