ALTER TABLE hearing_settings DROP COLUMN channels;
