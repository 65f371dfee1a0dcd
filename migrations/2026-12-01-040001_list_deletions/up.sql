-- Deletions of many calls that go on, found among all jobs of their tenant.
CREATE INDEX jobs_deletions ON jobs (tenant_id, created_at DESC, id DESC) WHERE kind = 'calls.delete' AND finished_at IS NULL;
