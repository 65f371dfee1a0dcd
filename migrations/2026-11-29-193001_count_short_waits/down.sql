ALTER TABLE call_stats DROP COLUMN waited_short;
