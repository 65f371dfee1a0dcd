-- What lists of calls are filtered and sorted by. Behind row-level security an index serves leakproof operators only: equality,
-- comparison, and `^@` on text that is ordered by bytes.

ALTER TABLE calls ALTER COLUMN from_number TYPE text COLLATE "C", ALTER COLUMN to_number TYPE text COLLATE "C";
CREATE INDEX calls_from ON calls (tenant_id, from_number, started_at DESC, id DESC) WHERE from_number IS NOT NULL;
CREATE INDEX calls_to ON calls (tenant_id, to_number, started_at DESC, id DESC) WHERE to_number IS NOT NULL;
CREATE INDEX calls_agent ON calls (tenant_id, agent, started_at DESC, id DESC) WHERE agent IS NOT NULL;
CREATE INDEX calls_talk ON calls (tenant_id, talk_s, id);
CREATE INDEX calls_sentiment ON calls (tenant_id, sentiment_score, id) WHERE sentiment_score IS NOT NULL;

-- A call's agents beside its first one. Most calls have none, so that intake pays only for those that were passed on.
CREATE TABLE call_agents (
    tenant_id uuid NOT NULL,
    agent text NOT NULL,
    call_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, agent, call_id),
    FOREIGN KEY (tenant_id, call_id) REFERENCES calls (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX call_agents_call ON call_agents (tenant_id, call_id);
-- Not even the owner sees tenants' calls: lifted for this one statement.
ALTER TABLE calls NO FORCE ROW LEVEL SECURITY;
INSERT INTO call_agents SELECT DISTINCT tenant_id, a, id FROM calls, unnest(agents) a WHERE a IS DISTINCT FROM agent;
ALTER TABLE calls FORCE ROW LEVEL SECURITY;
CALL wall('call_agents', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT, DELETE ON call_agents TO audiapro_app, audiapro_worker;

-- Whoever writes the roll-up writes these rows.
CREATE FUNCTION call_agents_follow() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM call_agents WHERE tenant_id = NEW.tenant_id AND call_id = NEW.id;
    END IF;
    INSERT INTO call_agents (tenant_id, agent, call_id)
        SELECT DISTINCT NEW.tenant_id, a, NEW.id FROM unnest(NEW.agents) a WHERE a IS DISTINCT FROM NEW.agent;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION call_agents_follow() FROM PUBLIC;
CREATE TRIGGER call_agents_new AFTER INSERT ON calls FOR EACH ROW
    WHEN (cardinality(NEW.agents) > 0 AND NEW.agents <> ARRAY[NEW.agent]) EXECUTE FUNCTION call_agents_follow();
CREATE TRIGGER call_agents_changed AFTER UPDATE OF agents, agent ON calls FOR EACH ROW
    WHEN (OLD.agents IS DISTINCT FROM NEW.agents OR OLD.agent IS DISTINCT FROM NEW.agent) EXECUTE FUNCTION call_agents_follow();
