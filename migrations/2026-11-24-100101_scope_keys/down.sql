ALTER TABLE api_keys
    DROP COLUMN scopes,
    DROP COLUMN addresses,
    DROP COLUMN requests_per_minute,
    DROP COLUMN created_by;
