DROP INDEX usage_withheld;
