-- Who is next in the queue: shares of tenants and lanes in audio seconds, kept so that all nodes and every restart agree.

ALTER TABLE plans
    ADD COLUMN queue_weight double precision NOT NULL DEFAULT 1 CHECK (queue_weight > 0),
    ADD COLUMN concurrent_max integer NOT NULL DEFAULT 8 CHECK (concurrent_max > 0);
COMMENT ON COLUMN plans.queue_weight IS 'share of the workers against other tenants that wait';
COMMENT ON COLUMN plans.concurrent_max IS 'analyses of one tenant at the same time, over all nodes';
UPDATE plans SET queue_weight = 2, concurrent_max = 16 WHERE id = 'professional';
UPDATE plans SET queue_weight = 4, concurrent_max = 64 WHERE id = 'enterprise';

ALTER TABLE tenants
    ADD COLUMN queue_weight double precision CHECK (queue_weight > 0),
    ADD COLUMN concurrent_max integer CHECK (concurrent_max > 0);
COMMENT ON COLUMN tenants.queue_weight IS 'null: as the plan says';
COMMENT ON COLUMN tenants.concurrent_max IS 'null: as the plan says';

ALTER TABLE analysis_queue ADD COLUMN reanalysis boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN analysis_queue.reanalysis IS 'there is an analysis already: it stays until the new one is committed';

-- From one tenant to the next, and to the first of each.
DROP INDEX analysis_queue_ready;
CREATE INDEX analysis_queue_ready ON analysis_queue (lane, tenant_id, not_before, enqueued_at) WHERE state = 'ready';

CREATE TABLE queue_lanes (
    lane text PRIMARY KEY CHECK (lane IN ('live', 'fresh', 'backfill')),
    virtual_time double precision NOT NULL DEFAULT 0,
    credit_s double precision NOT NULL DEFAULT 0 CHECK (credit_s >= 0),
    share_min double precision NOT NULL DEFAULT 0 CHECK (share_min >= 0 AND share_min < 1)
);
COMMENT ON COLUMN queue_lanes.virtual_time IS 'start tag of the lane''s latest turn: audio seconds by weight';
COMMENT ON COLUMN queue_lanes.credit_s IS 'audio seconds that lanes above owe this one';
COMMENT ON COLUMN queue_lanes.share_min IS 'of the audio seconds, while this lane waits';
INSERT INTO queue_lanes (lane, share_min) VALUES ('live', 0), ('fresh', 0.2), ('backfill', 0.1);
GRANT SELECT, UPDATE ON queue_lanes TO audiapro_worker;

CREATE TABLE queue_shares (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    lane text NOT NULL CHECK (lane IN ('live', 'fresh', 'backfill')),
    tag double precision NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, lane)
);
COMMENT ON COLUMN queue_shares.tag IS 'where the tenant''s latest turn in this lane ended: audio seconds by weight';
CALL wall('queue_shares', 'tenant_id', '{audiapro_owner,audiapro_worker}');
GRANT SELECT, UPDATE ON queue_shares TO audiapro_app;
GRANT SELECT, INSERT, UPDATE ON queue_shares TO audiapro_worker;

-- How many workers there are and how fast; a node that is not seen any more is gone.
CREATE TABLE analysis_nodes (
    node text PRIMARY KEY,
    workers integer NOT NULL CHECK (workers >= 0),
    real_time_factor double precision CHECK (real_time_factor > 0),
    seen_at timestamptz NOT NULL DEFAULT app_now()
);
COMMENT ON COLUMN analysis_nodes.real_time_factor IS 'worker seconds for a second of audio, a moving mean; null: nothing measured yet';
GRANT SELECT, INSERT, UPDATE, DELETE ON analysis_nodes TO audiapro_worker;

-- The operator's switch: records and recordings come in, nothing is claimed.
CREATE TABLE analysis_control (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    ingest_only boolean NOT NULL DEFAULT false,
    reason text NOT NULL DEFAULT '',
    changed_by text NOT NULL DEFAULT 'system',
    changed_at timestamptz NOT NULL DEFAULT app_now()
);
INSERT INTO analysis_control DEFAULT VALUES;
GRANT SELECT ON analysis_control TO audiapro_app, audiapro_worker, audiapro_staff;

ALTER TABLE dead_letters
    ADD COLUMN lane text NOT NULL DEFAULT 'fresh' CHECK (lane IN ('live', 'fresh', 'backfill')),
    ADD COLUMN cost_s double precision NOT NULL DEFAULT 0 CHECK (cost_s >= 0),
    ADD COLUMN reanalysis boolean NOT NULL DEFAULT false;
