ALTER TABLE security_settings DROP COLUMN support_until;
