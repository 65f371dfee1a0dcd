-- Whose voice is on which channel, where somebody has set it right: it holds for every analysis to come.
ALTER TABLE recordings ADD COLUMN roles text[] CHECK (cardinality(roles) BETWEEN 1 AND 8);
COMMENT ON COLUMN recordings.roles IS 'of each channel, as somebody corrected them; null: as they were found';
