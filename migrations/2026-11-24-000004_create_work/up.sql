-- What is to be done and what could not be: PostgreSQL is the queue.

CREATE TABLE analysis_queue (
    tenant_id uuid NOT NULL,
    leg_id uuid NOT NULL,
    call_id uuid NOT NULL,
    lane text NOT NULL CHECK (lane IN ('live', 'fresh', 'backfill')),
    state text NOT NULL CHECK (state IN ('ready', 'withheld', 'leased')),
    cost_s double precision NOT NULL DEFAULT 0 CHECK (cost_s >= 0),
    attempts integer NOT NULL DEFAULT 0,
    not_before timestamptz NOT NULL DEFAULT app_now(),
    lease uuid,
    lease_until timestamptz,
    node text,
    enqueued_at timestamptz NOT NULL DEFAULT app_now(),
    last_error_code text,
    last_error_detail text,
    PRIMARY KEY (tenant_id, leg_id),
    FOREIGN KEY (tenant_id, leg_id) REFERENCES legs (tenant_id, id) ON DELETE CASCADE,
    CHECK ((state = 'leased') = (lease IS NOT NULL)),
    CHECK ((lease IS NULL) = (lease_until IS NULL))
);
COMMENT ON COLUMN analysis_queue.cost_s IS 'seconds of audio, as far as they are known';
CREATE INDEX analysis_queue_call ON analysis_queue (tenant_id, call_id);
CREATE INDEX analysis_queue_ready ON analysis_queue (lane, not_before, tenant_id) WHERE state = 'ready';
CREATE INDEX analysis_queue_leased ON analysis_queue (lease_until) WHERE state = 'leased';
CREATE INDEX analysis_queue_withheld ON analysis_queue (tenant_id, enqueued_at) WHERE state = 'withheld';
CALL wall('analysis_queue', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT, UPDATE, DELETE ON analysis_queue TO audiapro_app, audiapro_worker;

CREATE TABLE dead_letters (
    tenant_id uuid NOT NULL,
    leg_id uuid NOT NULL,
    call_id uuid NOT NULL,
    code text NOT NULL,
    detail text NOT NULL,
    attempts integer NOT NULL,
    at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, leg_id),
    FOREIGN KEY (tenant_id, leg_id) REFERENCES legs (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX dead_letters_call ON dead_letters (tenant_id, call_id);
CREATE INDEX dead_letters_at ON dead_letters (tenant_id, at DESC, leg_id DESC);
CALL wall('dead_letters', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT, UPDATE, DELETE ON dead_letters TO audiapro_app, audiapro_worker;

CREATE TABLE quarantine (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    source_instance text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT app_now(),
    code text NOT NULL,
    detail text NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX quarantine_received ON quarantine (tenant_id, received_at DESC, id DESC);
CALL wall('quarantine', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT, DELETE ON quarantine TO audiapro_app;
GRANT SELECT, INSERT ON quarantine TO audiapro_worker;

-- Orders to a tenant's Ledger, which settles them like intake.
CREATE TABLE commands (
    id bigserial PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]{0,62}$'),
    payload jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT app_now(),
    taken_at timestamptz
);
CREATE INDEX commands_tenant ON commands (tenant_id);
CREATE INDEX commands_waiting ON commands (id) WHERE taken_at IS NULL;
CALL wall('commands', 'tenant_id', '{audiapro_owner,audiapro_worker,audiapro_staff}');
GRANT SELECT, INSERT ON commands TO audiapro_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON commands TO audiapro_worker;
GRANT SELECT ON commands TO audiapro_staff;
GRANT USAGE ON SEQUENCE commands_id_seq TO audiapro_app, audiapro_worker;

-- Who owns a partition of the door, and how far it has got. Partition 0 is the only one when embedded.
CREATE TABLE ledger_partitions (
    partition integer PRIMARY KEY CHECK (partition >= 0),
    next_offset bigint NOT NULL DEFAULT 0 CHECK (next_offset >= 0),
    owner_epoch bigint NOT NULL DEFAULT 0 CHECK (owner_epoch >= 0)
);
GRANT SELECT, INSERT, UPDATE ON ledger_partitions TO audiapro_worker;
GRANT SELECT ON ledger_partitions TO audiapro_staff;
