REVOKE SELECT (tenant_id, language, model, channels) ON hearing_settings FROM audiapro_staff;
DROP POLICY staff ON hearing_settings;
