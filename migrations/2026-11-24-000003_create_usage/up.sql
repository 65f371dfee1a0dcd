-- The meter. `usage` belongs to the Ledger alone; seconds are metered apart, on results.

CREATE TABLE usage (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    period_start timestamptz NOT NULL,
    period_end timestamptz NOT NULL,
    included bigint NOT NULL DEFAULT 0 CHECK (included >= 0),
    overage bigint NOT NULL DEFAULT 0 CHECK (overage >= 0),
    withheld bigint NOT NULL DEFAULT 0 CHECK (withheld >= 0),
    threshold_80 boolean NOT NULL DEFAULT false,
    threshold_100 boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, period_start),
    CHECK (period_end > period_start)
);
CALL wall('usage', 'tenant_id', '{audiapro_owner,audiapro_worker,audiapro_staff}');
GRANT SELECT ON usage TO audiapro_app, audiapro_staff;
GRANT SELECT, INSERT, UPDATE ON usage TO audiapro_worker;

CREATE TABLE analysis_usage (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    period_start timestamptz NOT NULL,
    audio_seconds double precision NOT NULL DEFAULT 0 CHECK (audio_seconds >= 0),
    compute_seconds double precision NOT NULL DEFAULT 0 CHECK (compute_seconds >= 0),
    PRIMARY KEY (tenant_id, period_start)
);
CALL wall('analysis_usage', 'tenant_id', '{audiapro_owner,audiapro_worker,audiapro_staff}');
GRANT SELECT, INSERT, UPDATE ON analysis_usage TO audiapro_app, audiapro_worker;
GRANT SELECT ON analysis_usage TO audiapro_staff;
