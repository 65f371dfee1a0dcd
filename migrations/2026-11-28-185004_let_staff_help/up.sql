-- For how long the platform's staff, when it sees what a member sees, may change something too: the tenant grants it.

ALTER TABLE security_settings ADD COLUMN support_until timestamptz;
COMMENT ON COLUMN security_settings.support_until IS 'until then the staff may change what helps, and removes nothing; null: it reads only';
GRANT UPDATE (support_until) ON security_settings TO audiapro_app;
