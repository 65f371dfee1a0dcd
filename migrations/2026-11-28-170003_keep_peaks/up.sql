-- How loud a recording is along its length, for the eye; goes with its recording.
CREATE TABLE recording_peaks (
    tenant_id uuid NOT NULL,
    leg_id uuid NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (tenant_id, leg_id),
    FOREIGN KEY (tenant_id, leg_id) REFERENCES recordings (tenant_id, leg_id) ON DELETE CASCADE
);
CALL wall('recording_peaks', 'tenant_id', '{}');
GRANT SELECT, INSERT, UPDATE (sealed), DELETE ON recording_peaks TO audiapro_app;
