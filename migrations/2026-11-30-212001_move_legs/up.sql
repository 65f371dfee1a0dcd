-- A leg whose telephone system names another call later goes there, and with the last one of a call all that people have added to it.

-- Where the aliases of a call lead to, when that one becomes an alias itself.
CREATE INDEX calls_moved ON calls (tenant_id, moved_to) WHERE moved_to IS NOT NULL;

-- The Ledger moves what is said about a call, and reads none of it.
CREATE POLICY worker ON notes TO audiapro_worker USING (true);
GRANT SELECT (tenant_id, id, call_id, parent_id, leg_id), UPDATE (call_id) ON notes TO audiapro_worker;
CREATE POLICY worker ON call_tags TO audiapro_worker USING (true);
GRANT SELECT, INSERT, DELETE ON call_tags TO audiapro_worker;
CREATE POLICY worker ON notifications TO audiapro_worker USING (true);
GRANT SELECT (tenant_id, call_id, kind, group_key), UPDATE (call_id) ON notifications TO audiapro_worker;
