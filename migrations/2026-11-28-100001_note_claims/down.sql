ALTER TABLE analysis_queue DROP COLUMN claimed_at;
