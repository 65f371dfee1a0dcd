ALTER TABLE recordings DROP COLUMN language, DROP COLUMN model;
DROP TABLE hearing_settings;
