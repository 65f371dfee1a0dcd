-- A telephone system as its tenant has configured it: in which form it writes, and how it proves that it is the one.

ALTER TABLE source_instances
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN configured boolean NOT NULL DEFAULT false,
    ADD COLUMN settings jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN secrets text[] NOT NULL DEFAULT '{}',
    ADD COLUMN sealed bytea,
    ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    ADD COLUMN enabled boolean NOT NULL DEFAULT true,
    ADD COLUMN deleted_at timestamptz,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT app_now();
COMMENT ON COLUMN source_instances.id IS 'the address to which the system sends';
COMMENT ON COLUMN source_instances.configured IS 'false: known from its records alone';
COMMENT ON COLUMN source_instances.secrets IS 'names of what is sealed; the row of the seal is the id';
COMMENT ON COLUMN source_instances.deleted_at IS 'its calls stay, and so does its name';
CREATE UNIQUE INDEX source_instances_id ON source_instances (id);
GRANT UPDATE (id, configured, format, settings, secrets, sealed, version, enabled, deleted_at, updated_at) ON source_instances TO audiapro_app;

-- Whose address it is, before there is a tenant to ask. Ids only.
CREATE FUNCTION source_by_id(wanted uuid, OUT tenant_id uuid, OUT name text) RETURNS SETOF record
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT s.tenant_id, s.name
      FROM public.source_instances s JOIN public.tenants t ON t.id = s.tenant_id
     WHERE s.id = wanted AND s.enabled AND s.deleted_at IS NULL AND t.status <> 'closed';
END;
REVOKE ALL ON FUNCTION source_by_id(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION source_by_id(uuid) TO audiapro_app;

-- What could not be read, with where it stood in what was sent.
ALTER TABLE quarantine
    ADD COLUMN format text NOT NULL DEFAULT 'canonical',
    ADD COLUMN place text NOT NULL DEFAULT '',
    ADD COLUMN notices jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN bytes bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN quarantine.sealed IS 'all of what was sent at once: what could be read of it is stored, and is a duplicate when it is read again';
COMMENT ON COLUMN quarantine.notices IS 'place, code and detail of everything in it that could not be read';
GRANT UPDATE (code, detail, place, notices, format) ON quarantine TO audiapro_app;
