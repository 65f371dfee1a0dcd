-- Two telephone systems of one company may both have an extension 201: a listing may say of which one it is.
ALTER TABLE directory ADD COLUMN source_instance text COLLATE "C" CHECK (source_instance <> '' AND length(source_instance) <= 100);
COMMENT ON COLUMN directory.source_instance IS 'the telephone system whose extension it is; null: that of every one';
GRANT UPDATE (source_instance) ON directory TO audiapro_app;

-- Whether an agent was at one of these desks at this moment. Desks: agent → [[first second, first second after, telephone system or null], …].
CREATE FUNCTION held(desks jsonb, source text, agent text, at timestamptz) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(jsonb_path_exists(desks -> agent, 'strict $[*] ? (@[0] <= $at && $at < @[1] && (@[2] == null || @[2] == $source))',
        jsonb_build_object('at', extract(epoch FROM at), 'source', source)), false);
REVOKE ALL ON FUNCTION held(jsonb, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION held(jsonb, text, text, timestamptz) TO audiapro_app, audiapro_worker;
DROP FUNCTION held(jsonb, text, timestamptz);
