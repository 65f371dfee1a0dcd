DROP INDEX audit_details_subject;
DROP INDEX audit_details_actor;
DROP INDEX audit_details_action;
REVOKE SELECT ON audit, audit_details, audit_heads FROM audiapro_staff;
DROP POLICY staff ON audit_heads;
DROP POLICY staff ON audit_details;
DROP POLICY staff ON audit;
DROP TABLE tenant_tags;
DROP TABLE tenant_notes;
DROP INDEX persons_email_domain;
DROP INDEX persons_email_begin;
DROP INDEX tenants_name;
DROP INDEX tenants_created;
ALTER TABLE tenants
    DROP COLUMN requests_per_minute,
    DROP COLUMN erasing_at,
    DROP COLUMN erase_after,
    DROP COLUMN status_changed_at,
    DROP COLUMN status_reason,
    DROP COLUMN subdomain;
