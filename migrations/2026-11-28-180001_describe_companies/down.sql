DROP FUNCTION is_open(timestamptz, text, int4multirange, jsonb);
REVOKE UPDATE (name, zone, version) ON tenants FROM audiapro_app;
DROP TABLE company_profiles;
