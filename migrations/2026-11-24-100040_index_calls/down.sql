DROP TRIGGER call_agents_changed ON calls;
DROP TRIGGER call_agents_new ON calls;
DROP FUNCTION call_agents_follow();
DROP TABLE call_agents;
DROP INDEX calls_sentiment, calls_talk, calls_agent, calls_to, calls_from;
ALTER TABLE calls ALTER COLUMN from_number TYPE text COLLATE "default", ALTER COLUMN to_number TYPE text COLLATE "default";
