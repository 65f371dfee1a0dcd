DROP FUNCTION api_keys_by_login(text);
DROP INDEX api_keys_signing;
DELETE FROM api_keys WHERE manner <> 'bearer';
ALTER TABLE api_keys
    DROP COLUMN sealed,
    DROP COLUMN login,
    DROP COLUMN manner;
