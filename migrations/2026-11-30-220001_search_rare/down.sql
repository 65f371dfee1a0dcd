CREATE OR REPLACE FUNCTION search_legs(wanted tsquery, since timestamptz, until timestamptz, at_most integer)
    RETURNS TABLE (leg_id uuid, started_at timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT w.leg_id, w.started_at FROM public.search_windows w
            WHERE w.tenant_id = $1 AND w.vector @@ $2 AND w.started_at >= $3 AND w.started_at < $4 ORDER BY w.started_at DESC LIMIT $5'
        USING NULLIF(current_setting('app.tenant_id', true), '')::uuid, wanted, coalesce(since, '-infinity'), coalesce(until, 'infinity'), at_most;
END
$$;
DROP FUNCTION search_indexed(uuid, tsquery, timestamptz, timestamptz, integer);
