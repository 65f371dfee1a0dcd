DROP INDEX source_instances_called;
ALTER TABLE source_instances DROP COLUMN connection, DROP COLUMN connection_sealed;
