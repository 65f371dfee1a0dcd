-- Who is behind an extension, and since when. Calls keep what their telephone system said: names and whose calls they are is looked up when
-- they are read, so that a correction holds for every call of the past from the next moment on.
CREATE TABLE directory (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    extension text NOT NULL COLLATE "C" CHECK (extension <> '' AND length(extension) <= 100),
    name text NOT NULL CHECK (name <> '' AND length(name) <= 200),
    person_id uuid,
    valid_from timestamptz,
    valid_until timestamptz,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    updated_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES memberships (tenant_id, person_id) ON DELETE SET NULL (person_id),
    CHECK (valid_from < valid_until)
);
COMMENT ON COLUMN directory.extension IS 'as telephone systems name it: an extension, or a user';
COMMENT ON COLUMN directory.person_id IS 'the member who it is, if they sign in here';
COMMENT ON COLUMN directory.valid_until IS 'the first moment at which it is somebody else''s, or nobody''s; null: it is theirs';
CREATE INDEX directory_extension ON directory (tenant_id, extension, id);
CREATE INDEX directory_person ON directory (tenant_id, person_id);
CALL wall('directory', 'tenant_id', '{}');
GRANT SELECT, INSERT, UPDATE (extension, name, person_id, valid_from, valid_until, updated_at), DELETE ON directory TO audiapro_app;

-- Whether an agent was at one of these desks at this moment. Desks: agent → [[first second, first second after], …].
CREATE FUNCTION held(desks jsonb, agent text, at timestamptz) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(jsonb_path_exists(desks -> agent, 'strict $[*] ? (@[0] <= $at && $at < @[1])',
        jsonb_build_object('at', extract(epoch FROM at))), false);
REVOKE ALL ON FUNCTION held(jsonb, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION held(jsonb, text, timestamptz) TO audiapro_app, audiapro_worker;
