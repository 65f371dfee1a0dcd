DROP POLICY canary ON trace;
REVOKE DELETE ON trace FROM audiapro_worker;
