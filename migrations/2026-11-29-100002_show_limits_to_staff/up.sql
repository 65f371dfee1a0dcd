-- The staff sees which tenants ran into a limit of requests: how many requests came on which day, and of no key in particular.

CREATE POLICY staff ON api_key_usage TO audiapro_staff USING (true);
GRANT SELECT (tenant_id, day, requests, limited) ON api_key_usage TO audiapro_staff;
