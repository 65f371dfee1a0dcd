DROP TABLE source_hours;
