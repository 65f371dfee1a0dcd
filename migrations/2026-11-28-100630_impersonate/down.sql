DELETE FROM sessions WHERE staff_id IS NOT NULL;
DROP INDEX sessions_staff;
ALTER TABLE sessions DROP COLUMN reason, DROP COLUMN staff_name, DROP COLUMN staff_id;
