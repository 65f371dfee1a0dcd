-- Recordings that a telephone system keeps itself: which are expected, who fetches one now, and those that came and belong to no leg that
-- is known.

ALTER TABLE source_instances
    ADD COLUMN recordings jsonb,
    ADD COLUMN recordings_secret text,
    ADD COLUMN recordings_sealed bytea;
COMMENT ON COLUMN source_instances.recordings IS 'where its recordings are fetched from and how their names are read; null: it is not said';
COMMENT ON COLUMN source_instances.recordings_secret IS 'kind of what is sealed beside it';
GRANT UPDATE (recordings, recordings_secret, recordings_sealed) ON source_instances TO audiapro_app;

ALTER TABLE legs ADD COLUMN recording_name text;
COMMENT ON COLUMN legs.recording_name IS 'the last part of recording_ref, by which a recording of that name finds its leg';
ALTER TABLE legs NO FORCE ROW LEVEL SECURITY;
UPDATE legs SET recording_name = left(regexp_replace(recording_ref, '^.*[/\\]', ''), 500) WHERE recording_ref IS NOT NULL;
ALTER TABLE legs FORCE ROW LEVEL SECURITY;
CREATE INDEX legs_recording_name ON legs (tenant_id, source_instance, recording_name) WHERE recording_name IS NOT NULL;

-- One row for each recording that a record or a notice announced and that is not there. No foreign key to legs: a notice may come first.
CREATE TABLE expected_recordings (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    leg_id uuid NOT NULL,
    source_instance text NOT NULL,
    external_id text NOT NULL,
    reference text,
    state text NOT NULL DEFAULT 'expected' CHECK (state IN ('expected', 'waiting', 'fetching', 'failed')),
    run_at timestamptz NOT NULL DEFAULT app_now(),
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    lease uuid,
    lease_until timestamptz,
    node text,
    error_code text,
    error_detail text,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, leg_id),
    CHECK ((state = 'fetching') = (lease IS NOT NULL)),
    CHECK ((lease IS NULL) = (lease_until IS NULL))
);
COMMENT ON COLUMN expected_recordings.reference IS 'as a notice gave it; null: as the leg does';
COMMENT ON COLUMN expected_recordings.state IS 'expected: nobody fetches it, it may be sent';
CREATE INDEX expected_recordings_listed ON expected_recordings (tenant_id, created_at DESC, leg_id DESC);
CREATE INDEX expected_recordings_due ON expected_recordings (tenant_id, source_instance, run_at) WHERE state = 'waiting';
CREATE INDEX expected_recordings_next ON expected_recordings (run_at) WHERE state = 'waiting';
CREATE INDEX expected_recordings_leased ON expected_recordings (tenant_id, source_instance) WHERE state = 'fetching';
CALL wall('expected_recordings', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT, UPDATE, DELETE ON expected_recordings TO audiapro_app, audiapro_worker;

CREATE TABLE loose_recordings (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    source_instance text NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 500),
    sha256 bytea NOT NULL,
    bytes bigint NOT NULL CHECK (bytes >= 0),
    media_type text,
    duration_ms bigint CHECK (duration_ms >= 0),
    channels integer CHECK (channels > 0),
    external_id text,
    started_at timestamptz,
    from_number text,
    to_number text,
    received_at timestamptz NOT NULL DEFAULT app_now(),
    tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
    next_try_at timestamptz DEFAULT app_now(),
    note text,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, sha256) REFERENCES recording_blobs (tenant_id, sha256) ON DELETE CASCADE
);
COMMENT ON TABLE loose_recordings IS 'recordings that belong to no leg that is known';
COMMENT ON COLUMN loose_recordings.external_id IS 'of the leg or of the call, as whoever sent it said';
COMMENT ON COLUMN loose_recordings.next_try_at IS 'when its leg is looked for again; null: only if somebody asks';
COMMENT ON COLUMN loose_recordings.note IS 'why it has no leg';
CREATE INDEX loose_recordings_blob ON loose_recordings (tenant_id, sha256);
CREATE INDEX loose_recordings_listed ON loose_recordings (tenant_id, received_at DESC, id DESC);
CREATE INDEX loose_recordings_due ON loose_recordings (next_try_at) WHERE next_try_at IS NOT NULL;
CALL wall('loose_recordings', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT, UPDATE, DELETE ON loose_recordings TO audiapro_app;
GRANT SELECT ON loose_recordings TO audiapro_worker;
