-- From where on something counts in the figures of a conversation, where a tenant sees that otherwise than most.
ALTER TABLE hearing_settings ADD COLUMN thresholds jsonb CHECK (jsonb_typeof(thresholds) = 'object');
COMMENT ON COLUMN hearing_settings.thresholds IS 'non_talk_over_ms, overlap_ms, yield_ms, listening_words; null: the usual ones';
GRANT UPDATE (thresholds) ON hearing_settings TO audiapro_app;
