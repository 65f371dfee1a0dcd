DROP FUNCTION held(jsonb, text, timestamptz);
DROP TABLE directory;
