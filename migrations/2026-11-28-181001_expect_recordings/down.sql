DROP TABLE loose_recordings;
DROP TABLE expected_recordings;
DROP INDEX legs_recording_name;
ALTER TABLE legs DROP COLUMN recording_name;
ALTER TABLE source_instances DROP COLUMN recordings, DROP COLUMN recordings_secret, DROP COLUMN recordings_sealed;
