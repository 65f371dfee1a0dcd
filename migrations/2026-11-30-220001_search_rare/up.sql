-- What few calls hold is found by the index of words, what many hold by reading back from the latest until there are enough. Which of both a word is
-- the planner does not know: it takes every word that is not among the commonest for equally rare, and reading a vector for cheap. So the
-- latest windows are looked at first.
CREATE FUNCTION search_indexed(tenant uuid, wanted tsquery, since timestamptz, until timestamptz, at_most integer)
    RETURNS TABLE (leg_id uuid, started_at timestamptz)
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_indexscan = off SET enable_seqscan = off AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT w.leg_id, w.started_at FROM public.search_windows w
            WHERE w.tenant_id = $1 AND w.vector @@ $2 AND w.started_at >= $3 AND w.started_at < $4 ORDER BY w.started_at DESC LIMIT $5'
        USING tenant, wanted, since, until, at_most;
END
$$;
REVOKE ALL ON FUNCTION search_indexed(uuid, tsquery, timestamptz, timestamptz, integer) FROM PUBLIC;

CREATE OR REPLACE FUNCTION search_legs(wanted tsquery, since timestamptz, until timestamptz, at_most integer)
    RETURNS TABLE (leg_id uuid, started_at timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    tenant CONSTANT uuid := NULLIF(current_setting('app.tenant_id', true), '')::uuid;
    first CONSTANT timestamptz := coalesce(since, '-infinity');
    last CONSTANT timestamptz := coalesce(until, 'infinity');
    looked_at CONSTANT integer := 250;
    -- Reading a window back takes as long as some six that the index has found (measured).
    index_is_faster CONSTANT float8 := 6;
    windows float8;
    seen integer;
    hits float8;
BEGIN
    EXECUTE 'SELECT count(*), count(*) FILTER (WHERE latest.vector @@ $2)
            FROM (SELECT w.vector FROM public.search_windows w WHERE w.tenant_id = $1 AND w.started_at >= $3 AND w.started_at < $4
                ORDER BY w.started_at DESC LIMIT $5) latest'
        INTO seen, hits USING tenant, wanted, first, last, looked_at;
    SELECT c.reltuples INTO windows FROM pg_class c WHERE c.oid = 'public.search_windows'::regclass;
    -- With a share s of w windows the index finds s·w, and reading back looks at at_most/s.
    IF seen < looked_at OR (hits / looked_at) ^ 2 * windows > index_is_faster * at_most THEN
        RETURN QUERY EXECUTE 'SELECT w.leg_id, w.started_at FROM public.search_windows w
                WHERE w.tenant_id = $1 AND w.vector @@ $2 AND w.started_at >= $3 AND w.started_at < $4 ORDER BY w.started_at DESC LIMIT $5'
            USING tenant, wanted, first, last, at_most;
    ELSE
        RETURN QUERY SELECT i.leg_id, i.started_at FROM public.search_indexed(tenant, wanted, first, last, at_most) i;
    END IF;
END
$$;
