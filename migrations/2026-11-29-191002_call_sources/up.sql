-- Systems that wait to be connected to: where we open a connection, and as whom we log in there.

ALTER TABLE source_instances
    ADD COLUMN connection jsonb,
    ADD COLUMN connection_sealed bytea,
    ADD CHECK (connection IS NOT NULL OR connection_sealed IS NULL);
COMMENT ON COLUMN source_instances.connection IS 'host, port and manner of the connection that we open; null: we open none';
COMMENT ON COLUMN source_instances.connection_sealed IS 'user and password; the row of the seal is the id';
GRANT UPDATE (connection, connection_sealed) ON source_instances TO audiapro_app;
CREATE INDEX source_instances_called ON source_instances (tenant_id, name) WHERE connection IS NOT NULL;
