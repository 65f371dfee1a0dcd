-- Durable background work: what is to be done later, who does it now, how far it has come. A job lives until its retention ends.

CREATE TABLE jobs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    -- Null: the platform's own.
    tenant_id uuid REFERENCES tenants ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_.]{0,62}$'),
    unique_key text CHECK (length(unique_key) <= 500),
    payload jsonb NOT NULL DEFAULT '{}',
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    run_at timestamptz NOT NULL DEFAULT app_now(),
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    attempts_max integer NOT NULL DEFAULT 5 CHECK (attempts_max > 0),
    lease uuid,
    lease_until timestamptz,
    node text,
    cancel_asked boolean NOT NULL DEFAULT false,
    progress jsonb,
    result jsonb,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    started_at timestamptz,
    finished_at timestamptz,
    CHECK ((state = 'running') = (lease IS NOT NULL)),
    CHECK ((lease IS NULL) = (lease_until IS NULL)),
    CHECK ((state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
);
COMMENT ON COLUMN jobs.unique_key IS 'the same work is not put in twice while the first is kept, finished or not';
COMMENT ON COLUMN jobs.payload IS 'ids and figures; no number, name or text of a call';
CREATE UNIQUE INDEX jobs_unique ON jobs (kind, unique_key) WHERE unique_key IS NOT NULL;
CREATE INDEX jobs_tenant ON jobs (tenant_id, created_at DESC, id DESC);
CREATE INDEX jobs_waiting ON jobs (run_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_running ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;
CALL wall('jobs', 'tenant_id', '{audiapro_worker,audiapro_staff}');
GRANT SELECT, INSERT, UPDATE (state, cancel_asked, finished_at) ON jobs TO audiapro_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON jobs TO audiapro_worker;
GRANT SELECT (id, tenant_id, kind, state, run_at, attempts, attempts_max, lease_until, node, cancel_asked, last_error, created_at,
    started_at, finished_at) ON jobs TO audiapro_staff;

-- What is put in again and again. The row is locked while its next job is put in: no two nodes do so for the same moment.
CREATE TABLE schedules (
    name text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_.]{0,62}$'),
    every_s integer NOT NULL CHECK (every_s > 0),
    next_at timestamptz NOT NULL DEFAULT app_now(),
    last_at timestamptz
);
GRANT SELECT, INSERT, UPDATE, DELETE ON schedules TO audiapro_worker;
GRANT SELECT ON schedules TO audiapro_staff;
