-- A queue that few calls or none went through is found as fast as a busy one.
CREATE INDEX calls_queue ON calls (tenant_id, queue, started_at DESC, id DESC) WHERE queue IS NOT NULL;
