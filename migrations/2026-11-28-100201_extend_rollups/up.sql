-- What the overview needs beyond counts: how long callers waited, and how many calls had something to analyse.

ALTER TABLE call_stats
    ADD COLUMN waits bigint NOT NULL DEFAULT 0,
    ADD COLUMN waited_within bigint[] NOT NULL DEFAULT '{0,0,0,0,0,0,0,0,0,0,0,0}' CHECK (cardinality(waited_within) = 12),
    ADD COLUMN recorded bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN call_stats.waits IS 'calls whose waiting time is known';
COMMENT ON COLUMN call_stats.waited_within IS 'of those, that waited at most 15, 20, 25, 30, 45, 60, 90, 120, 180, 240, 300, 600 seconds';
COMMENT ON COLUMN call_stats.recorded IS 'calls with something to analyse';

-- What was counted before is counted anew. The owner sees tenants' rows for these statements only.
ALTER TABLE calls NO FORCE ROW LEVEL SECURITY;
ALTER TABLE call_stats NO FORCE ROW LEVEL SECURITY;
DELETE FROM call_stats;
INSERT INTO call_stats (tenant_id, bucket, source_instance, direction, disposition, calls, answered, talk_s, wait_s, analyzed,
        sentiment_negative, sentiment_neutral, sentiment_positive, sentiment_sum, waits, waited_within, recorded)
    SELECT tenant_id, date_bin('15 minutes', started_at, 'epoch'), source_instance, direction, disposition, count(*),
        count(*) FILTER (WHERE disposition = 'answered'), sum(talk_s), coalesce(sum(wait_s), 0),
        count(*) FILTER (WHERE analysis_status = 'analyzed'), count(*) FILTER (WHERE sentiment_label = 'negative'),
        count(*) FILTER (WHERE sentiment_label = 'neutral'), count(*) FILTER (WHERE sentiment_label = 'positive'),
        coalesce(sum(sentiment_score) FILTER (WHERE sentiment_label IS NOT NULL), 0), count(wait_s),
        ARRAY[count(*) FILTER (WHERE wait_s <= 15), count(*) FILTER (WHERE wait_s <= 20), count(*) FILTER (WHERE wait_s <= 25),
            count(*) FILTER (WHERE wait_s <= 30), count(*) FILTER (WHERE wait_s <= 45), count(*) FILTER (WHERE wait_s <= 60),
            count(*) FILTER (WHERE wait_s <= 90), count(*) FILTER (WHERE wait_s <= 120), count(*) FILTER (WHERE wait_s <= 180),
            count(*) FILTER (WHERE wait_s <= 240), count(*) FILTER (WHERE wait_s <= 300), count(*) FILTER (WHERE wait_s <= 600)],
        count(*) FILTER (WHERE analysis_status <> 'none')
    FROM calls WHERE moved_to IS NULL GROUP BY 1, 2, 3, 4, 5;
ALTER TABLE calls FORCE ROW LEVEL SECURITY;
ALTER TABLE call_stats FORCE ROW LEVEL SECURITY;
