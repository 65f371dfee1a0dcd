-- What telephone systems said and what the engine found. Ids of calls and legs are derived (UUIDv5), so a replay meets itself.

CREATE TABLE calls (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    source_instance text NOT NULL,
    key text NOT NULL,
    source text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('inbound', 'outbound', 'internal', 'transit', 'unknown')),
    from_number text,
    to_number text,
    agent text,
    queue text,
    started_at timestamptz NOT NULL,
    answered_at timestamptz,
    ended_at timestamptz,
    wait_s integer CHECK (wait_s >= 0),
    talk_s integer NOT NULL DEFAULT 0 CHECK (talk_s >= 0),
    disposition text NOT NULL CHECK (disposition IN
        ('answered', 'missed', 'no_answer', 'busy', 'failed', 'rejected', 'cancelled', 'abandoned', 'voicemail', 'unknown')),
    agents text[] NOT NULL DEFAULT '{}',
    custom jsonb NOT NULL DEFAULT '{}',
    legs integer NOT NULL DEFAULT 0,
    recordings integer NOT NULL DEFAULT 0,
    analysis_status text NOT NULL DEFAULT 'none' CHECK (analysis_status IN
        ('none', 'queued', 'analyzing', 'analyzed', 'failed', 'withheld')),
    charged_period timestamptz,
    charge_kind text NOT NULL DEFAULT 'none' CHECK (charge_kind IN ('included', 'overage', 'withheld', 'none')),
    sentiment_label text CHECK (sentiment_label IN ('negative', 'neutral', 'positive')),
    sentiment_score double precision CHECK (sentiment_score BETWEEN -5 AND 5),
    moved_to uuid,
    demo boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    updated_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, id),
    CHECK ((charge_kind IN ('included', 'overage')) <= (charged_period IS NOT NULL))
);
COMMENT ON COLUMN calls.key IS 'linked id, else the external id of the single leg';
COMMENT ON COLUMN calls.moved_to IS 'an emptied call is an alias of this one';
CREATE INDEX calls_started ON calls (tenant_id, started_at DESC, id DESC);
CREATE INDEX calls_withheld ON calls (tenant_id, created_at, id) WHERE charge_kind = 'withheld';
CALL wall('calls', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT, UPDATE, DELETE ON calls TO audiapro_app, audiapro_worker;

CREATE TABLE legs (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    call_id uuid NOT NULL,
    source_instance text NOT NULL,
    external_id text NOT NULL,
    linked_id text,
    source text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('inbound', 'outbound', 'internal', 'transit', 'unknown')),
    from_number text,
    to_number text,
    agent text,
    queue text,
    started_at timestamptz NOT NULL,
    answered_at timestamptz,
    ended_at timestamptz,
    wait_s integer CHECK (wait_s >= 0),
    talk_s integer NOT NULL CHECK (talk_s >= 0),
    disposition text NOT NULL CHECK (disposition IN
        ('answered', 'missed', 'no_answer', 'busy', 'failed', 'rejected', 'cancelled', 'abandoned', 'voicemail', 'unknown')),
    hangup_cause text,
    recording_ref text,
    recording_url text,
    custom jsonb NOT NULL DEFAULT '{}',
    digest bytea NOT NULL CHECK (length(digest) = 32),
    analysis_wanted boolean NOT NULL DEFAULT true,
    analysis_status text NOT NULL DEFAULT 'none' CHECK (analysis_status IN
        ('none', 'queued', 'analyzing', 'analyzed', 'failed', 'withheld')),
    analysis_error_code text,
    analysis_error_detail text,
    received_at timestamptz NOT NULL DEFAULT app_now(),
    arrival bigserial NOT NULL,
    PRIMARY KEY (tenant_id, id),
    -- Legs go in before their calls: what is missing is new.
    FOREIGN KEY (tenant_id, call_id) REFERENCES calls (tenant_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON COLUMN legs.analysis_error_code IS 'why the analysis failed: a stable code';
COMMENT ON COLUMN legs.digest IS 'SHA-256 of the content: the same again is a duplicate, another one a conflict';
COMMENT ON COLUMN legs.arrival IS 'order of arrival, the last key of a call''s order of legs';
CREATE INDEX legs_call ON legs (tenant_id, call_id);
CALL wall('legs', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT, UPDATE, DELETE ON legs TO audiapro_app, audiapro_worker;
GRANT USAGE ON SEQUENCE legs_arrival_seq TO audiapro_app, audiapro_worker;

CREATE TABLE recording_blobs (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    bytes bigint NOT NULL CHECK (bytes >= 0),
    store_key text NOT NULL,
    sealed_bytes bigint NOT NULL CHECK (sealed_bytes >= 0),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, sha256)
);
COMMENT ON COLUMN recording_blobs.sha256 IS 'of the recording as it came, before it was sealed';
CALL wall('recording_blobs', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT, UPDATE, DELETE ON recording_blobs TO audiapro_app, audiapro_worker;

-- No foreign key to legs: a recording may come before its record, and its leg's id is derived.
CREATE TABLE recordings (
    tenant_id uuid NOT NULL,
    leg_id uuid NOT NULL,
    source_instance text NOT NULL,
    external_id text NOT NULL,
    sha256 bytea NOT NULL,
    bytes bigint NOT NULL CHECK (bytes >= 0),
    media_type text,
    declared_format text,
    declared_rate integer CHECK (declared_rate > 0),
    declared_channels integer CHECK (declared_channels > 0),
    duration_ms bigint CHECK (duration_ms >= 0),
    channels integer CHECK (channels > 0),
    received_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, leg_id),
    FOREIGN KEY (tenant_id, sha256) REFERENCES recording_blobs (tenant_id, sha256)
);
CREATE INDEX recordings_blob ON recordings (tenant_id, sha256);
CALL wall('recordings', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT, UPDATE, DELETE ON recordings TO audiapro_app, audiapro_worker;

CREATE TABLE analyses (
    tenant_id uuid NOT NULL,
    leg_id uuid NOT NULL,
    call_id uuid NOT NULL,
    duration_ms bigint NOT NULL CHECK (duration_ms >= 0),
    channels integer NOT NULL CHECK (channels > 0),
    language text NOT NULL,
    language_confidence double precision NOT NULL,
    models jsonb NOT NULL,
    sentiment jsonb NOT NULL,
    characteristics jsonb NOT NULL,
    quality jsonb NOT NULL,
    timings jsonb NOT NULL,
    customer_scored integer NOT NULL DEFAULT 0 CHECK (customer_scored >= 0),
    customer_score_sum double precision NOT NULL DEFAULT 0,
    analyzed_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, leg_id),
    FOREIGN KEY (tenant_id, leg_id) REFERENCES legs (tenant_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN analyses.customer_scored IS 'scored turns of the customer, and below the sum of their scores: a call pools its legs by them';
COMMENT ON COLUMN analyses.call_id IS 'of the leg, repeated for the reader; it moves with the leg';
CREATE INDEX analyses_call ON analyses (tenant_id, call_id);
CALL wall('analyses', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT, UPDATE, DELETE ON analyses TO audiapro_app;
GRANT SELECT, UPDATE (call_id) ON analyses TO audiapro_worker;

-- The words, sealed. Nobody but the app role, inside one tenant, can even fetch the ciphertext.
CREATE TABLE transcripts (
    tenant_id uuid NOT NULL,
    leg_id uuid NOT NULL,
    sealed bytea NOT NULL,
    words integer NOT NULL CHECK (words >= 0),
    PRIMARY KEY (tenant_id, leg_id),
    FOREIGN KEY (tenant_id, leg_id) REFERENCES legs (tenant_id, id) ON DELETE CASCADE
);
CALL wall('transcripts', 'tenant_id', '{}');
GRANT SELECT, INSERT, UPDATE, DELETE ON transcripts TO audiapro_app;

-- What was erased: a recount still holds and a replay is a duplicate.
CREATE TABLE tombstones (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('call', 'leg')),
    charged_period timestamptz,
    charge_kind text NOT NULL CHECK (charge_kind IN ('included', 'overage', 'withheld', 'none')),
    erased_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, id)
);
CALL wall('tombstones', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT ON tombstones TO audiapro_app, audiapro_worker;

CREATE TABLE call_stats (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    bucket timestamptz NOT NULL,
    source_instance text NOT NULL,
    direction text NOT NULL,
    disposition text NOT NULL,
    calls bigint NOT NULL DEFAULT 0,
    answered bigint NOT NULL DEFAULT 0,
    talk_s bigint NOT NULL DEFAULT 0,
    wait_s bigint NOT NULL DEFAULT 0,
    analyzed bigint NOT NULL DEFAULT 0,
    sentiment_negative bigint NOT NULL DEFAULT 0,
    sentiment_neutral bigint NOT NULL DEFAULT 0,
    sentiment_positive bigint NOT NULL DEFAULT 0,
    sentiment_sum double precision NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, bucket, source_instance, direction, disposition)
);
COMMENT ON COLUMN call_stats.bucket IS 'a quarter of an hour, UTC, by the call''s start';
CALL wall('call_stats', 'tenant_id', '{audiapro_worker,audiapro_staff}');
GRANT SELECT, INSERT, UPDATE, DELETE ON call_stats TO audiapro_app, audiapro_worker;
GRANT SELECT ON call_stats TO audiapro_staff;
