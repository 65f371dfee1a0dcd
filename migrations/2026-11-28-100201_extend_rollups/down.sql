ALTER TABLE call_stats DROP COLUMN waits, DROP COLUMN waited_within, DROP COLUMN recorded;
