REVOKE SELECT (tenant_id, day, requests, limited) ON api_key_usage FROM audiapro_staff;
DROP POLICY staff ON api_key_usage;
