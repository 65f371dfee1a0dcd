-- The roll-ups once more by whole days: the overview of a year reads a few thousand rows and not two hundred thousand.

CREATE TABLE call_stats_days (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    day timestamptz NOT NULL,
    source_instance text NOT NULL,
    direction text NOT NULL,
    disposition text NOT NULL,
    calls bigint NOT NULL,
    answered bigint NOT NULL,
    talk_s bigint NOT NULL,
    wait_s bigint NOT NULL,
    analyzed bigint NOT NULL,
    sentiment_negative bigint NOT NULL,
    sentiment_neutral bigint NOT NULL,
    sentiment_positive bigint NOT NULL,
    sentiment_sum double precision NOT NULL,
    waits bigint NOT NULL,
    waited_within bigint[] NOT NULL CHECK (cardinality(waited_within) = 12),
    recorded bigint NOT NULL,
    waited_short bigint NOT NULL,
    PRIMARY KEY (tenant_id, day, source_instance, direction, disposition)
);
COMMENT ON TABLE call_stats_days IS 'sums of call_stats by whole days: written by its triggers, and by the Ledger itself';
COMMENT ON COLUMN call_stats_days.day IS 'its first moment, UTC';
CALL wall('call_stats_days', 'tenant_id', '{audiapro_owner,audiapro_worker,audiapro_staff}');
GRANT SELECT ON call_stats_days TO audiapro_app, audiapro_staff;
GRANT SELECT, INSERT, UPDATE, DELETE ON call_stats_days TO audiapro_worker;

-- Days follow their quarters of an hour in the same transaction, whoever writes those: one statement for each of the writer's, whatever number
-- of rows that has. Lock order: all quarters of a transaction, then all days, each in the order of their keys' bytes.
CREATE FUNCTION call_stats_days_add() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.call_stats_days AS d (tenant_id, day, source_instance, direction, disposition, calls, answered, talk_s, wait_s, analyzed,
            sentiment_negative, sentiment_neutral, sentiment_positive, sentiment_sum, waits, recorded, waited_short, waited_within)
        SELECT tenant_id, date_bin('1 day', bucket, timestamptz 'epoch'), source_instance, direction, disposition, sum(calls), sum(answered),
            sum(talk_s), sum(wait_s), sum(analyzed), sum(sentiment_negative), sum(sentiment_neutral), sum(sentiment_positive),
            sum(sentiment_sum), sum(waits), sum(recorded), sum(waited_short),
            ARRAY[sum(waited_within[1]), sum(waited_within[2]), sum(waited_within[3]), sum(waited_within[4]), sum(waited_within[5]),
                sum(waited_within[6]), sum(waited_within[7]), sum(waited_within[8]), sum(waited_within[9]), sum(waited_within[10]),
                sum(waited_within[11]), sum(waited_within[12])]::bigint[]
        FROM added GROUP BY 1, 2, 3, 4, 5
        ORDER BY 1, 2, source_instance COLLATE "C", direction COLLATE "C", disposition COLLATE "C"
        ON CONFLICT (tenant_id, day, source_instance, direction, disposition) DO UPDATE SET calls = d.calls + excluded.calls,
            answered = d.answered + excluded.answered, talk_s = d.talk_s + excluded.talk_s, wait_s = d.wait_s + excluded.wait_s,
            analyzed = d.analyzed + excluded.analyzed, sentiment_negative = d.sentiment_negative + excluded.sentiment_negative,
            sentiment_neutral = d.sentiment_neutral + excluded.sentiment_neutral,
            sentiment_positive = d.sentiment_positive + excluded.sentiment_positive,
            sentiment_sum = d.sentiment_sum + excluded.sentiment_sum,
            waits = d.waits + excluded.waits, recorded = d.recorded + excluded.recorded,
            waited_short = d.waited_short + excluded.waited_short,
            waited_within = ARRAY[d.waited_within[1] + excluded.waited_within[1], d.waited_within[2] + excluded.waited_within[2],
                d.waited_within[3] + excluded.waited_within[3], d.waited_within[4] + excluded.waited_within[4],
                d.waited_within[5] + excluded.waited_within[5], d.waited_within[6] + excluded.waited_within[6],
                d.waited_within[7] + excluded.waited_within[7], d.waited_within[8] + excluded.waited_within[8],
                d.waited_within[9] + excluded.waited_within[9], d.waited_within[10] + excluded.waited_within[10],
                d.waited_within[11] + excluded.waited_within[11], d.waited_within[12] + excluded.waited_within[12]];
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION call_stats_days_add() FROM PUBLIC;

CREATE FUNCTION call_stats_days_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.call_stats_days AS d (tenant_id, day, source_instance, direction, disposition, calls, answered, talk_s, wait_s, analyzed,
            sentiment_negative, sentiment_neutral, sentiment_positive, sentiment_sum, waits, recorded, waited_short, waited_within)
        SELECT tenant_id, date_bin('1 day', bucket, timestamptz 'epoch'), source_instance, direction, disposition, sum(sign * calls),
            sum(sign * answered), sum(sign * talk_s), sum(sign * wait_s), sum(sign * analyzed), sum(sign * sentiment_negative),
            sum(sign * sentiment_neutral), sum(sign * sentiment_positive), sum(sign * sentiment_sum), sum(sign * waits), sum(sign * recorded),
            sum(sign * waited_short),
            ARRAY[sum(sign * waited_within[1]), sum(sign * waited_within[2]), sum(sign * waited_within[3]), sum(sign * waited_within[4]),
                sum(sign * waited_within[5]), sum(sign * waited_within[6]), sum(sign * waited_within[7]), sum(sign * waited_within[8]),
                sum(sign * waited_within[9]), sum(sign * waited_within[10]), sum(sign * waited_within[11]),
                sum(sign * waited_within[12])]::bigint[]
        FROM (SELECT 1 AS sign, * FROM added UNION ALL SELECT -1, * FROM removed) c GROUP BY 1, 2, 3, 4, 5
        ORDER BY 1, 2, source_instance COLLATE "C", direction COLLATE "C", disposition COLLATE "C"
        ON CONFLICT (tenant_id, day, source_instance, direction, disposition) DO UPDATE SET calls = d.calls + excluded.calls,
            answered = d.answered + excluded.answered, talk_s = d.talk_s + excluded.talk_s, wait_s = d.wait_s + excluded.wait_s,
            analyzed = d.analyzed + excluded.analyzed, sentiment_negative = d.sentiment_negative + excluded.sentiment_negative,
            sentiment_neutral = d.sentiment_neutral + excluded.sentiment_neutral,
            sentiment_positive = d.sentiment_positive + excluded.sentiment_positive,
            sentiment_sum = d.sentiment_sum + excluded.sentiment_sum,
            waits = d.waits + excluded.waits, recorded = d.recorded + excluded.recorded,
            waited_short = d.waited_short + excluded.waited_short,
            waited_within = ARRAY[d.waited_within[1] + excluded.waited_within[1], d.waited_within[2] + excluded.waited_within[2],
                d.waited_within[3] + excluded.waited_within[3], d.waited_within[4] + excluded.waited_within[4],
                d.waited_within[5] + excluded.waited_within[5], d.waited_within[6] + excluded.waited_within[6],
                d.waited_within[7] + excluded.waited_within[7], d.waited_within[8] + excluded.waited_within[8],
                d.waited_within[9] + excluded.waited_within[9], d.waited_within[10] + excluded.waited_within[10],
                d.waited_within[11] + excluded.waited_within[11], d.waited_within[12] + excluded.waited_within[12]];
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION call_stats_days_change() FROM PUBLIC;

-- Rows that no longer are, and with the last of a day its row. Never adds one: the tenant itself may be going.
CREATE FUNCTION call_stats_days_take() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM 1 FROM public.call_stats_days d WHERE (d.tenant_id, d.day, d.source_instance, d.direction, d.disposition) IN
            (SELECT tenant_id, date_bin('1 day', bucket, timestamptz 'epoch'), source_instance, direction, disposition FROM removed)
        ORDER BY d.tenant_id, d.day, d.source_instance COLLATE "C", d.direction COLLATE "C", d.disposition COLLATE "C" FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    UPDATE public.call_stats_days d SET calls = d.calls - g.calls, answered = d.answered - g.answered, talk_s = d.talk_s - g.talk_s,
            wait_s = d.wait_s - g.wait_s, analyzed = d.analyzed - g.analyzed, sentiment_negative = d.sentiment_negative - g.sentiment_negative,
            sentiment_neutral = d.sentiment_neutral - g.sentiment_neutral, sentiment_positive = d.sentiment_positive - g.sentiment_positive,
            sentiment_sum = d.sentiment_sum - g.sentiment_sum, waits = d.waits - g.waits, recorded = d.recorded - g.recorded,
            waited_short = d.waited_short - g.waited_short,
            waited_within = ARRAY(SELECT w.stored - w.gone FROM unnest(d.waited_within, g.waited_within) WITH ORDINALITY AS w (stored, gone, n)
                ORDER BY w.n)
        FROM (SELECT tenant_id, date_bin('1 day', bucket, timestamptz 'epoch') AS day, source_instance, direction, disposition,
                sum(calls) AS calls, sum(answered) AS answered, sum(talk_s) AS talk_s, sum(wait_s) AS wait_s, sum(analyzed) AS analyzed,
                sum(sentiment_negative) AS sentiment_negative, sum(sentiment_neutral) AS sentiment_neutral,
                sum(sentiment_positive) AS sentiment_positive, sum(sentiment_sum) AS sentiment_sum, sum(waits) AS waits,
                sum(recorded) AS recorded, sum(waited_short) AS waited_short,
                ARRAY[sum(waited_within[1]), sum(waited_within[2]), sum(waited_within[3]), sum(waited_within[4]), sum(waited_within[5]),
                    sum(waited_within[6]), sum(waited_within[7]), sum(waited_within[8]), sum(waited_within[9]), sum(waited_within[10]),
                    sum(waited_within[11]), sum(waited_within[12])]::bigint[] AS waited_within
            FROM removed GROUP BY 1, 2, 3, 4, 5) g
        WHERE (d.tenant_id, d.day, d.source_instance, d.direction, d.disposition)
            = (g.tenant_id, g.day, g.source_instance, g.direction, g.disposition);
    DELETE FROM public.call_stats_days d WHERE d.calls = 0 AND (d.tenant_id, d.day, d.source_instance, d.direction, d.disposition) IN
        (SELECT tenant_id, date_bin('1 day', bucket, timestamptz 'epoch'), source_instance, direction, disposition FROM removed);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION call_stats_days_take() FROM PUBLIC;

-- The Ledger adds to days by itself and says so: it knows the sums, and its upsert would fire two triggers, each with an order of its own.
CREATE TRIGGER days_add AFTER INSERT ON call_stats REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    WHEN (current_setting('app.own_days', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION call_stats_days_add();
CREATE TRIGGER days_change AFTER UPDATE ON call_stats REFERENCING NEW TABLE AS added OLD TABLE AS removed FOR EACH STATEMENT
    WHEN (current_setting('app.own_days', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION call_stats_days_change();
CREATE TRIGGER days_take AFTER DELETE ON call_stats REFERENCING OLD TABLE AS removed FOR EACH STATEMENT
    EXECUTE FUNCTION call_stats_days_take();

-- What is there already. No writer comes between: the triggers' making has locked them out. The owner sees tenants' rows for this statement only.
ALTER TABLE call_stats NO FORCE ROW LEVEL SECURITY;
INSERT INTO call_stats_days (tenant_id, day, source_instance, direction, disposition, calls, answered, talk_s, wait_s, analyzed,
        sentiment_negative, sentiment_neutral, sentiment_positive, sentiment_sum, waits, recorded, waited_short, waited_within)
    SELECT tenant_id, date_bin('1 day', bucket, timestamptz 'epoch'), source_instance, direction, disposition, sum(calls), sum(answered),
        sum(talk_s), sum(wait_s), sum(analyzed), sum(sentiment_negative), sum(sentiment_neutral), sum(sentiment_positive),
        sum(sentiment_sum), sum(waits), sum(recorded), sum(waited_short),
        ARRAY[sum(waited_within[1]), sum(waited_within[2]), sum(waited_within[3]), sum(waited_within[4]), sum(waited_within[5]),
            sum(waited_within[6]), sum(waited_within[7]), sum(waited_within[8]), sum(waited_within[9]), sum(waited_within[10]),
            sum(waited_within[11]), sum(waited_within[12])]::bigint[]
    FROM call_stats GROUP BY 1, 2, 3, 4, 5;
ALTER TABLE call_stats FORCE ROW LEVEL SECURITY;
