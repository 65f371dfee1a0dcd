ALTER TABLE dead_letters DROP COLUMN lane, DROP COLUMN cost_s, DROP COLUMN reanalysis;
DROP TABLE analysis_control, analysis_nodes, queue_shares, queue_lanes;
DROP INDEX analysis_queue_ready;
CREATE INDEX analysis_queue_ready ON analysis_queue (lane, not_before, tenant_id) WHERE state = 'ready';
ALTER TABLE analysis_queue DROP COLUMN reanalysis;
ALTER TABLE tenants DROP COLUMN queue_weight, DROP COLUMN concurrent_max;
ALTER TABLE plans DROP COLUMN queue_weight, DROP COLUMN concurrent_max;
