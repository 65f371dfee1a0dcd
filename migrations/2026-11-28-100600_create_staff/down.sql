DELETE FROM audit_heads WHERE tenant_id NOT IN (SELECT id FROM tenants);
ALTER TABLE audit_heads ADD CONSTRAINT audit_heads_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
DROP TABLE staff_sessions;
DROP TABLE staff_recovery_codes;
DROP TABLE staff;
