-- What has been kept long enough goes, a partition at a time; and files of recordings are found by their name.

CREATE UNIQUE INDEX recording_blobs_store_key ON recording_blobs (tenant_id, store_key);

-- Drops the outbox's and the trace's partitions that end before so long ago; gives how many. Each tenant's stream is told
-- first from where on it can still be read, so that nobody resumes into a gap.
CREATE FUNCTION drop_partitions(outbox_kept interval, trace_kept interval) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    one record;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audiapro.create_partitions'));
    FOR one IN
        SELECT p.relname AS parent, c.relname AS partition,
            (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz AS upper
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
        WHERE p.relnamespace = 'public'::regnamespace AND p.relkind = 'p' AND p.relname IN ('outbox', 'trace') AND c.relkind = 'r'
        ORDER BY 3
    LOOP
        CONTINUE WHEN one.upper > app_now() - CASE one.parent WHEN 'outbox' THEN outbox_kept ELSE trace_kept END;
        EXECUTE format('ALTER TABLE public.%I DETACH PARTITION public.%I', one.parent, one.partition);
        IF one.parent = 'outbox' THEN
            -- The owner may read what it is about to drop.
            EXECUTE format('ALTER TABLE public.%I NO FORCE ROW LEVEL SECURITY', one.partition);
            EXECUTE format(
                'UPDATE streams s SET oldest_seq = gone.seq FROM (SELECT tenant_id, max(seq_to) + 1 AS seq FROM public.%I GROUP BY 1
                     ORDER BY 1) gone WHERE s.tenant_id = gone.tenant_id AND s.oldest_seq < gone.seq', one.partition);
        END IF;
        EXECUTE format('DROP TABLE public.%I', one.partition);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;
REVOKE ALL ON FUNCTION drop_partitions(interval, interval) FROM PUBLIC;
GRANT UPDATE ON streams TO audiapro_owner;
