DROP TABLE source_instances;
DROP FUNCTION api_key_by_hash(bytea);
DROP TABLE api_keys;
DROP TABLE tenant_keys;
DROP TABLE tenants;
DROP TABLE plans;
DROP TABLE installation;
DROP PROCEDURE wall(regclass, name, name[]);
DROP FUNCTION app_now();
