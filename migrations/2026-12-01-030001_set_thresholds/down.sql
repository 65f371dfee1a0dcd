ALTER TABLE hearing_settings DROP COLUMN thresholds;
