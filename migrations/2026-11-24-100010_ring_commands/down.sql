DROP INDEX usage_withheld;
DROP TRIGGER ring ON commands;
DROP FUNCTION ring_commands();
