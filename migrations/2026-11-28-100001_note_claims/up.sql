-- Since when an analysis is in somebody's hands: what is left of it is part of when the others will be done.
ALTER TABLE analysis_queue ADD COLUMN claimed_at timestamptz;
COMMENT ON COLUMN analysis_queue.claimed_at IS 'of the lease; null: nobody has it, or it was claimed by an older version';
