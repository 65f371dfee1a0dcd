REVOKE SELECT (tenant_id, call_id, kind, group_key), UPDATE (call_id) ON notifications FROM audiapro_worker;
DROP POLICY worker ON notifications;
REVOKE SELECT, INSERT, DELETE ON call_tags FROM audiapro_worker;
DROP POLICY worker ON call_tags;
REVOKE SELECT (tenant_id, id, call_id, parent_id, leg_id), UPDATE (call_id) ON notes FROM audiapro_worker;
DROP POLICY worker ON notes;
DROP INDEX calls_moved;
