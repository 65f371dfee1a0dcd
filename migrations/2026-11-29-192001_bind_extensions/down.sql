CREATE FUNCTION held(desks jsonb, agent text, at timestamptz) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(jsonb_path_exists(desks -> agent, 'strict $[*] ? (@[0] <= $at && $at < @[1])',
        jsonb_build_object('at', extract(epoch FROM at))), false);
REVOKE ALL ON FUNCTION held(jsonb, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION held(jsonb, text, timestamptz) TO audiapro_app, audiapro_worker;
DROP FUNCTION held(jsonb, text, text, timestamptz);
-- Of an extension of several systems no more than one listing at a time could be kept, so none of one system alone is.
DELETE FROM directory WHERE source_instance IS NOT NULL;
ALTER TABLE directory DROP COLUMN source_instance;
