ALTER TABLE legs DROP COLUMN revision;
DROP TABLE observations;
DROP TABLE observation_groups;
