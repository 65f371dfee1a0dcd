-- Calls that are to go together, found among all that stay.
CREATE INDEX calls_demo ON calls (tenant_id, id) WHERE demo;
