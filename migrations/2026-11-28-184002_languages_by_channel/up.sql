-- Where agent and customer speak different languages: one for each channel of a recording of as many channels.
ALTER TABLE hearing_settings ADD COLUMN channels text[] NOT NULL DEFAULT '{}' CHECK (cardinality(channels) <= 8);
COMMENT ON COLUMN hearing_settings.channels IS 'auto, or ISO 639-1, of each channel in order; empty: as language says';
GRANT UPDATE (channels) ON hearing_settings TO audiapro_app;
