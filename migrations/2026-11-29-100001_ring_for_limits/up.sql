-- The bell rings for limits: who runs a tenant is told when 80 % of a period's calls are used, and when all of them are.

CREATE POLICY owner ON notifications TO audiapro_owner USING (true);

-- Once for each period and threshold; said by the Ledger in the transaction of the call that crossed it, which sees no members itself.
CREATE FUNCTION ring_for_limit(wanted uuid, percent integer, since timestamptz) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO public.notifications (tenant_id, id, person_id, kind, group_key, data)
    SELECT m.tenant_id, gen_random_uuid(), m.person_id, 'limit_reached',
           percent::text || ' ' || to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
           jsonb_build_object('percent', percent, 'period_start', since)
      FROM public.memberships m
     WHERE m.tenant_id = wanted AND m.status = 'active' AND m.role IN ('admin', 'manager')
     ORDER BY m.person_id
    ON CONFLICT (tenant_id, person_id, kind, group_key) DO NOTHING;
END;
REVOKE ALL ON FUNCTION ring_for_limit(uuid, integer, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ring_for_limit(uuid, integer, timestamptz) TO audiapro_worker;
