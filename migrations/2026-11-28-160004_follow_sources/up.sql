-- What each source has sent, by the hour: whether it still speaks, how much, and what was wrong last.

CREATE TABLE source_hours (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    source_instance text NOT NULL,
    hour timestamptz NOT NULL,
    legs bigint NOT NULL DEFAULT 0,
    held bigint NOT NULL DEFAULT 0,
    repeated bigint NOT NULL DEFAULT 0,
    ignored bigint NOT NULL DEFAULT 0,
    quarantined bigint NOT NULL DEFAULT 0,
    refused bigint NOT NULL DEFAULT 0,
    last_at timestamptz,
    last_error_at timestamptz,
    last_error text,
    zone_off_min integer,
    PRIMARY KEY (tenant_id, source_instance, hour)
);
COMMENT ON COLUMN source_hours.last_at IS 'of the last record';
COMMENT ON COLUMN source_hours.zone_off_min IS 'by which the last legs that were sent live are off, in quarter hours; null where nothing says so';
CREATE INDEX source_hours_old ON source_hours (hour);
CALL wall('source_hours', 'tenant_id', '{audiapro_worker}');
GRANT SELECT ON source_hours TO audiapro_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON source_hours TO audiapro_worker;
