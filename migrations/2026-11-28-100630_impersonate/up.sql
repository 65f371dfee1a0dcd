-- The staff sees what a member sees: a session of that membership, short, for reading, with the name of whoever it is and why.

ALTER TABLE sessions
    ADD COLUMN staff_id uuid,
    ADD COLUMN staff_name text,
    ADD COLUMN reason text CHECK (length(reason) <= 500),
    ADD CHECK ((staff_id IS NULL) = (staff_name IS NULL) AND (staff_id IS NULL) = (reason IS NULL));
COMMENT ON COLUMN sessions.staff_id IS 'of the platform''s staff, who sees what the member sees; null: the member';
CREATE INDEX sessions_staff ON sessions (staff_id, created_at DESC) WHERE staff_id IS NOT NULL;
