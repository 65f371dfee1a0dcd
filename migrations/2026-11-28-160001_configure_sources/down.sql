REVOKE UPDATE (code, detail, place, notices, format) ON quarantine FROM audiapro_app;
ALTER TABLE quarantine DROP COLUMN format, DROP COLUMN place, DROP COLUMN notices, DROP COLUMN bytes;
DROP FUNCTION source_by_id(uuid);
DROP INDEX source_instances_id;
REVOKE UPDATE (format) ON source_instances FROM audiapro_app;
ALTER TABLE source_instances DROP COLUMN id, DROP COLUMN configured, DROP COLUMN settings, DROP COLUMN secrets, DROP COLUMN sealed,
    DROP COLUMN version, DROP COLUMN enabled, DROP COLUMN deleted_at, DROP COLUMN updated_at;
