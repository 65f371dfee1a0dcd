-- Each Ledger looks for backlogs every second: at those who have one, and not at everybody's periods of all years.
CREATE INDEX usage_withheld ON usage (tenant_id) WHERE withheld > 0;
