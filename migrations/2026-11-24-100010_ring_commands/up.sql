-- An order to a Ledger rings its bell, and what waits beyond a limit is found without going through all usage.

CREATE FUNCTION ring_commands() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('audiapro_commands', '');
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION ring_commands() FROM PUBLIC;
-- For each row: a statement that orders nothing rings nothing.
CREATE TRIGGER ring AFTER INSERT ON commands FOR EACH ROW EXECUTE FUNCTION ring_commands();

CREATE INDEX usage_withheld ON usage (tenant_id) WHERE withheld > 0;
