-- Search over sealed words. What is here are keyed hashes of words with their positions, and the words themselves sealed: nothing
-- that could be read without the tenant's key. How often a hash occurs can be seen; the security page says so.

CREATE TABLE search_windows (
    tenant_id uuid NOT NULL,
    leg_id uuid NOT NULL,
    n integer NOT NULL CHECK (n >= 0),
    started_at timestamptz NOT NULL,
    vector tsvector NOT NULL,
    PRIMARY KEY (tenant_id, leg_id, n),
    FOREIGN KEY (tenant_id, leg_id) REFERENCES transcripts (tenant_id, leg_id) ON DELETE CASCADE
);
COMMENT ON TABLE search_windows IS '2,000 words of a leg, overlapping by 32: hashes under the tenant''s key; weight A is the agent, B the customer';
-- Hashes do not shrink.
ALTER TABLE search_windows ALTER vector SET STORAGE EXTERNAL;
-- What waits to be put into the index is read by every search: it is kept short.
CREATE INDEX search_windows_vector ON search_windows USING gin (vector) WITH (gin_pending_list_limit = 256);
CREATE INDEX search_windows_started ON search_windows (tenant_id, started_at DESC);
CALL wall('search_windows', 'tenant_id', '{audiapro_owner}');
GRANT SELECT, INSERT, DELETE ON search_windows TO audiapro_app;

CREATE TABLE search_words (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    token text NOT NULL COLLATE "C",
    sealed bytea NOT NULL,
    windows integer NOT NULL CHECK (windows >= 0),
    born bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    PRIMARY KEY (tenant_id, token)
);
COMMENT ON TABLE search_words IS 'every word that was said, sealed, for prefixes and typing errors; opened in memory only';
COMMENT ON COLUMN search_words.windows IS 'in how many windows it stands, counted up to 8: a word that only few calls hold goes with them';
COMMENT ON COLUMN search_words.born IS 'the transaction that brought it: who has seen all before one asks for what is younger';
CREATE INDEX search_words_born ON search_words (tenant_id, born);
CALL wall('search_words', 'tenant_id', '{audiapro_owner}');
GRANT SELECT, INSERT, UPDATE (windows), DELETE ON search_words TO audiapro_app;

-- Words that stood in this window and in few others go with it, whoever removed it.
CREATE FUNCTION search_words_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    tokens text[] := tsvector_to_array(OLD.vector);
BEGIN
    PERFORM 1 FROM public.search_words WHERE tenant_id = OLD.tenant_id AND token = ANY (tokens) AND windows < 8 ORDER BY token FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    DELETE FROM public.search_words WHERE tenant_id = OLD.tenant_id AND token = ANY (tokens) AND windows < 2;
    UPDATE public.search_words SET windows = windows - 1 WHERE tenant_id = OLD.tenant_id AND token = ANY (tokens) AND windows < 8;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION search_words_follow() FROM PUBLIC;
CREATE TRIGGER words_follow AFTER DELETE ON search_windows FOR EACH ROW EXECUTE FUNCTION search_words_follow();

-- Behind row-level security no index serves `@@`, so the search is the owner's, for the tenant of the transaction and nobody else. Planned anew each
-- time: rare words are found by their index, common ones by reading back from the latest until there are enough.
CREATE FUNCTION search_legs(wanted tsquery, since timestamptz, until timestamptz, at_most integer)
    RETURNS TABLE (leg_id uuid, started_at timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT w.leg_id, w.started_at FROM public.search_windows w
            WHERE w.tenant_id = $1 AND w.vector @@ $2 AND w.started_at >= $3 AND w.started_at < $4 ORDER BY w.started_at DESC LIMIT $5'
        USING NULLIF(current_setting('app.tenant_id', true), '')::uuid, wanted, coalesce(since, '-infinity'), coalesce(until, 'infinity'), at_most;
END
$$;
REVOKE ALL ON FUNCTION search_legs(tsquery, timestamptz, timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_legs(tsquery, timestamptz, timestamptz, integer) TO audiapro_app;
