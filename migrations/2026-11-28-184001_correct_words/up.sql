-- Words that a person has set right. What the model heard stays in the transcript; here lie both, sealed, so that it can be read what was corrected
-- even after the recording was heard anew. Goes with the transcript.
CREATE TABLE corrections (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    leg_id uuid NOT NULL,
    turn integer NOT NULL CHECK (turn >= 0),
    sealed bytea NOT NULL,
    author_id uuid,
    author text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT app_now(),
    ended_at timestamptz,
    ended_by text CHECK (ended_by IN ('change', 'revert', 'analysis')),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, leg_id) REFERENCES transcripts (tenant_id, leg_id) ON DELETE CASCADE,
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
COMMENT ON COLUMN corrections.turn IS 'its place among the turns of the analysis that was there then, from 0';
COMMENT ON COLUMN corrections.author IS 'who made it, as the audit says';
COMMENT ON COLUMN corrections.ended_by IS 'null: in force; else another correction, somebody who took it back, or a new analysis';
CREATE INDEX corrections_leg ON corrections (tenant_id, leg_id, id);
CREATE UNIQUE INDEX corrections_in_force ON corrections (tenant_id, leg_id, turn) WHERE ended_at IS NULL;
CALL wall('corrections', 'tenant_id', '{}');
GRANT SELECT, INSERT, UPDATE (ended_at, ended_by), DELETE ON corrections TO audiapro_app;

ALTER TABLE analyses ADD COLUMN corrected_at timestamptz;
COMMENT ON COLUMN analyses.corrected_at IS 'when words of it were last set right, or that was taken back';
