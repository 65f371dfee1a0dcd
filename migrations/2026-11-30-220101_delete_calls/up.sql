-- One call goes for good because somebody asks.

-- Whoever takes it away stands in its Ledger's place meanwhile, which is the first lock of every writer: no transaction that has begun before
-- brings the call back, and none reckons with what it has counted. `partitions`: among how many the tenants are divided; null: as the door is cut.
CREATE FUNCTION hold_intake(partitions integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM 1 FROM public.ledger_partitions p WHERE p.partition = public.partition_of(
            NULLIF(current_setting('app.tenant_id', true), '')::uuid,
            coalesce(partitions, (SELECT i.received_partitions FROM public.installation i), 1))
        FOR NO KEY UPDATE;
END
$$;
REVOKE ALL ON FUNCTION hold_intake(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hold_intake(integer) TO audiapro_app;

-- What goes with it of what the Ledger counts and tells.
GRANT UPDATE (legs, calls, recordings) ON tallies TO audiapro_app;
GRANT UPDATE (withheld) ON usage TO audiapro_app;
GRANT DELETE ON trace TO audiapro_app;
