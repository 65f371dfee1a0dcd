-- What grows for ever, in partitions by time: events, the trace of each record, the audit chain.
-- Runtime roles reach a partition only through its parent: it has no rights and no policies of its own.

CREATE TABLE streams (
    tenant_id uuid PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
    next_seq bigint NOT NULL DEFAULT 1 CHECK (next_seq > 0),
    oldest_seq bigint NOT NULL DEFAULT 1 CHECK (oldest_seq > 0),
    CHECK (oldest_seq <= next_seq)
);
CALL wall('streams', 'tenant_id', '{audiapro_owner,audiapro_worker,audiapro_staff}');
GRANT SELECT, UPDATE ON streams TO audiapro_app, audiapro_worker;
GRANT SELECT ON streams TO audiapro_staff;

CREATE TABLE outbox (
    tenant_id uuid NOT NULL,
    seq_from bigint NOT NULL,
    seq_to bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    events jsonb NOT NULL,
    PRIMARY KEY (tenant_id, seq_from, created_at),
    CHECK (seq_to >= seq_from)
) PARTITION BY RANGE (created_at);
CALL wall('outbox', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT ON outbox TO audiapro_app, audiapro_worker;

CREATE SEQUENCE trace_n_seq;
CREATE TABLE trace (
    tenant_id uuid NOT NULL,
    call_id uuid NOT NULL,
    leg_id uuid,
    at timestamptz NOT NULL DEFAULT app_now(),
    n bigint NOT NULL DEFAULT nextval('trace_n_seq'),
    stage text NOT NULL,
    attempt integer,
    latency_ms bigint,
    reason text,
    detail jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, call_id, at, n)
) PARTITION BY RANGE (at);
ALTER SEQUENCE trace_n_seq OWNED BY trace.n;
COMMENT ON COLUMN trace.n IS 'order of what happened in one transaction';
CALL wall('trace', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT ON trace TO audiapro_app, audiapro_worker;
GRANT USAGE ON SEQUENCE trace_n_seq TO audiapro_app, audiapro_worker;

-- The chain of commitments: append-only. Who, before and after lie in audit_details, which erasure may empty.
CREATE TABLE audit (
    tenant_id uuid NOT NULL,
    n bigint NOT NULL CHECK (n > 0),
    at timestamptz NOT NULL DEFAULT app_now(),
    commitment bytea NOT NULL CHECK (length(commitment) = 32),
    prev bytea NOT NULL CHECK (length(prev) = 32),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (tenant_id, n, at)
) PARTITION BY RANGE (at);
CALL wall('audit', 'tenant_id', '{audiapro_owner}');
GRANT SELECT, INSERT ON audit TO audiapro_app;

CREATE TABLE audit_details (
    tenant_id uuid NOT NULL,
    n bigint NOT NULL,
    salt bytea NOT NULL CHECK (length(salt) = 32),
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    before jsonb,
    after jsonb,
    PRIMARY KEY (tenant_id, n)
);
CALL wall('audit_details', 'tenant_id', '{audiapro_owner}');
GRANT SELECT, INSERT ON audit_details TO audiapro_app;

CREATE TABLE audit_heads (
    tenant_id uuid PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
    n bigint NOT NULL DEFAULT 0 CHECK (n >= 0),
    hash bytea NOT NULL CHECK (length(hash) = 32)
);
CALL wall('audit_heads', 'tenant_id', '{audiapro_owner}');
GRANT SELECT, INSERT, UPDATE ON audit_heads TO audiapro_app;

-- One parent's partitions from the unit that holds `since` to the one that holds `until`. Made apart and then
-- attached: attaching lets writers of the other partitions go on.
CREATE PROCEDURE create_partitions_of(parent regclass, unit text, since timestamptz, until timestamptz) LANGUAGE plpgsql AS $$
DECLARE
    lower timestamp := date_trunc(unit, since AT TIME ZONE 'UTC');
    step interval := ('1 ' || unit)::interval;
    pattern text := CASE unit WHEN 'hour' THEN 'YYYYMMDD_HH24' WHEN 'day' THEN 'YYYYMMDD' ELSE 'YYYYMM' END;
    partition text;
BEGIN
    WHILE lower <= until AT TIME ZONE 'UTC' LOOP
        partition := format('%s_%s', parent, to_char(lower, pattern));
        IF to_regclass('public.' || partition) IS NULL THEN
            EXECUTE format('CREATE TABLE public.%I (LIKE public.%s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', partition, parent);
            EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', partition);
            EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', partition);
            EXECUTE format('ALTER TABLE public.%s ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                           parent, partition, lower AT TIME ZONE 'UTC', (lower + step) AT TIME ZONE 'UTC');
        END IF;
        lower := lower + step;
    END LOOP;
END
$$;
REVOKE ALL ON PROCEDURE create_partitions_of(regclass, text, timestamptz, timestamptz) FROM PUBLIC;

-- Called by the owner at start and every hour. `ahead` is for the outbox; days and months always have the next one or more.
CREATE FUNCTION create_partitions(ahead interval) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    this_moment timestamptz := app_now();
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audiapro.create_partitions'));
    CALL create_partitions_of('outbox', 'hour', this_moment - interval '1 hour', this_moment + ahead);
    CALL create_partitions_of('trace', 'day', this_moment - interval '1 day', this_moment + ahead + interval '1 day');
    CALL create_partitions_of('audit', 'month', this_moment, this_moment + ahead + interval '1 month');
END
$$;
REVOKE ALL ON FUNCTION create_partitions(interval) FROM PUBLIC;
