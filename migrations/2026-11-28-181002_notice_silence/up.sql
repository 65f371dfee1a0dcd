-- Since when a source that usually speaks has been silent, so that it is told once when that begins, and once when it ends.

ALTER TABLE source_instances ADD COLUMN silent_since timestamptz;
COMMENT ON COLUMN source_instances.silent_since IS 'when that was told; null: it speaks, or nobody knows what is usual';
GRANT UPDATE (silent_since) ON source_instances TO audiapro_app;
