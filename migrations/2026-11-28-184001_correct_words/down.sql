ALTER TABLE analyses DROP COLUMN corrected_at;
DROP TABLE corrections;
