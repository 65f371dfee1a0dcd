DROP INDEX sign_in_guards_updated;
