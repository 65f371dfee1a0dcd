-- What a tenant wants to know of the free part of its records: fields with a name and a kind. Their values are rows of their own, so that an
-- index finds calls by them; whoever writes a leg writes them.
CREATE TABLE custom_fields (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL COLLATE "C" CHECK (name ~ '^[a-z][a-z0-9_]{0,49}$'),
    label text NOT NULL CHECK (label <> '' AND length(label) <= 100),
    kind text NOT NULL CHECK (kind IN ('text', 'number', 'boolean', 'date', 'choice')),
    key text NOT NULL CHECK (key <> '' AND length(key) <= 200),
    choices text[] NOT NULL DEFAULT '{}' CHECK (cardinality(choices) <= 100),
    born bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    filled_at timestamptz,
    deleted_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    updated_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, id),
    CHECK ((kind = 'choice') = (cardinality(choices) > 0))
);
COMMENT ON COLUMN custom_fields.key IS 'under which it stands in a record''s custom';
COMMENT ON COLUMN custom_fields.born IS 'the transaction that made it what it is: legs of earlier ones do not have it yet';
COMMENT ON COLUMN custom_fields.filled_at IS 'since when the legs of the past have it, too; null: they are being read';
COMMENT ON COLUMN custom_fields.deleted_at IS 'its values go some at a time, and it with the last';
CREATE UNIQUE INDEX custom_fields_name ON custom_fields (tenant_id, name) WHERE deleted_at IS NULL;
CALL wall('custom_fields', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT, UPDATE (label, key, choices, born, filled_at, deleted_at, updated_at), DELETE ON custom_fields TO audiapro_app;
GRANT SELECT ON custom_fields TO audiapro_worker;

CREATE TABLE leg_fields (
    tenant_id uuid NOT NULL,
    leg_id uuid NOT NULL,
    field_id uuid NOT NULL,
    call_id uuid NOT NULL,
    text text COLLATE "C",
    number double precision,
    PRIMARY KEY (tenant_id, leg_id, field_id),
    FOREIGN KEY (tenant_id, leg_id) REFERENCES legs (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, field_id) REFERENCES custom_fields (tenant_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN leg_fields.call_id IS 'of the leg, repeated for the reader; it moves with the leg';
CREATE INDEX leg_fields_text ON leg_fields (tenant_id, field_id, text, call_id);
CREATE INDEX leg_fields_number ON leg_fields (tenant_id, field_id, number, call_id);
CREATE INDEX leg_fields_call ON leg_fields (tenant_id, call_id);
CALL wall('leg_fields', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT, DELETE ON leg_fields TO audiapro_app, audiapro_worker;

-- What stands in a record as what its field holds; nothing where it does not fit. No value makes these fail.
CREATE FUNCTION field_text(kind text, choices text[], given jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE
        WHEN jsonb_typeof(given) NOT IN ('string', 'number', 'boolean') THEN NULL
        WHEN kind = 'text' THEN nullif(left(btrim(given #>> '{}'), 500), '')
        WHEN kind = 'choice' AND btrim(given #>> '{}') = ANY (choices) THEN btrim(given #>> '{}')
        WHEN kind = 'boolean' AND lower(btrim(given #>> '{}')) IN ('true', 'yes', '1') THEN 'true'
        WHEN kind = 'boolean' AND lower(btrim(given #>> '{}')) IN ('false', 'no', '0') THEN 'false'
        WHEN kind = 'date' AND btrim(given #>> '{}') ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ].*)?$' THEN left(btrim(given #>> '{}'), 10)
    END;
CREATE FUNCTION field_number(kind text, given jsonb) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE
        WHEN kind = 'number' AND jsonb_typeof(given) IN ('string', 'number') AND btrim(given #>> '{}') ~ '^[+-]?\d{1,15}(\.\d{1,30})?$'
            THEN btrim(given #>> '{}')::double precision
    END;

-- Those of many new legs at once, and of one whose free part or whose call has changed.
CREATE FUNCTION leg_fields_new() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO leg_fields (tenant_id, leg_id, field_id, call_id, text, number)
        SELECT n.tenant_id, n.id, f.id, n.call_id, v.text, v.number
        FROM added n JOIN custom_fields f ON f.tenant_id = n.tenant_id AND f.deleted_at IS NULL AND n.custom ? f.key
            CROSS JOIN LATERAL (SELECT field_text(f.kind, f.choices, n.custom -> f.key), field_number(f.kind, n.custom -> f.key)) v (text, number)
        WHERE v.text IS NOT NULL OR v.number IS NOT NULL;
    RETURN NULL;
END
$$;
CREATE FUNCTION leg_fields_follow() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM leg_fields WHERE tenant_id = NEW.tenant_id AND leg_id = NEW.id;
    INSERT INTO leg_fields (tenant_id, leg_id, field_id, call_id, text, number)
        SELECT NEW.tenant_id, NEW.id, f.id, NEW.call_id, v.text, v.number
        FROM custom_fields f
            CROSS JOIN LATERAL (SELECT field_text(f.kind, f.choices, NEW.custom -> f.key), field_number(f.kind, NEW.custom -> f.key)) v (text, number)
        WHERE f.tenant_id = NEW.tenant_id AND f.deleted_at IS NULL AND NEW.custom ? f.key AND (v.text IS NOT NULL OR v.number IS NOT NULL);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION field_text(text, text[], jsonb), field_number(text, jsonb), leg_fields_new(), leg_fields_follow() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION field_text(text, text[], jsonb), field_number(text, jsonb) TO audiapro_app, audiapro_worker;
CREATE TRIGGER leg_fields_new AFTER INSERT ON legs REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION leg_fields_new();
CREATE TRIGGER leg_fields_changed AFTER UPDATE OF custom, call_id ON legs FOR EACH ROW
    WHEN (OLD.custom IS DISTINCT FROM NEW.custom OR OLD.call_id IS DISTINCT FROM NEW.call_id) EXECUTE FUNCTION leg_fields_follow();
