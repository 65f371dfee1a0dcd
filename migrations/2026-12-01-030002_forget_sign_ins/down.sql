REVOKE DELETE ON person_links, sessions FROM audiapro_app;
DROP INDEX sign_in_guards_updated;
