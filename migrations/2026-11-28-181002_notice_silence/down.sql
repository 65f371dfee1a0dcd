ALTER TABLE source_instances DROP COLUMN silent_since;
