ALTER TABLE recordings DROP COLUMN roles;
