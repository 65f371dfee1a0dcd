-- What a company says of itself, and when it is open.

CREATE TABLE company_profiles (
    tenant_id uuid PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
    address text NOT NULL DEFAULT '' CHECK (length(address) <= 500),
    website text NOT NULL DEFAULT '' CHECK (length(website) <= 200),
    contact_name text NOT NULL DEFAULT '' CHECK (length(contact_name) <= 200),
    contact_email text NOT NULL DEFAULT '' CHECK (length(contact_email) <= 254),
    contact_phone text NOT NULL DEFAULT '' CHECK (length(contact_phone) <= 40),
    hours jsonb CHECK (jsonb_typeof(hours) = 'object')
);
COMMENT ON COLUMN company_profiles.hours IS 'hours of the week and holidays on the tenant''s clocks; null: none are said';
CALL wall('company_profiles', 'tenant_id', '{audiapro_owner}');
GRANT SELECT, INSERT, UPDATE (address, website, contact_name, contact_email, contact_phone, hours) ON company_profiles TO audiapro_app;

-- Its own name and zone are its own to change; terms are not.
GRANT UPDATE (name, zone, version) ON tenants TO audiapro_app;

-- Whether a moment lies within hours of the week (minutes since Monday's first), or, on a day that has hours of its own, within those
-- (minutes of the day). One expression, so that it is put in place of its call.
CREATE FUNCTION is_open(moment timestamptz, zone text, week int4multirange, special jsonb) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE
        -- The first day that is counted was a Thursday.
        WHEN special = '{}' OR coalesce(special ->> to_char(moment AT TIME ZONE zone, 'YYYY-MM-DD'),
                special ->> to_char(moment AT TIME ZONE zone, 'MM-DD')) IS NULL
        THEN week @> ((floor(date_part('epoch', moment AT TIME ZONE zone) / 60)::bigint + 3 * 1440) % (7 * 1440))::integer
        ELSE coalesce(special ->> to_char(moment AT TIME ZONE zone, 'YYYY-MM-DD'), special ->> to_char(moment AT TIME ZONE zone, 'MM-DD'))::int4multirange
            @> (floor(date_part('epoch', moment AT TIME ZONE zone) / 60)::bigint % 1440)::integer
    END;
REVOKE ALL ON FUNCTION is_open(timestamptz, text, int4multirange, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_open(timestamptz, text, int4multirange, jsonb) TO audiapro_app;
