-- The trace of a tenant's calls stays until its partition goes; of the canary's calls, one a minute, nothing stays at all.
GRANT DELETE ON trace TO audiapro_worker;
CREATE POLICY canary ON trace AS RESTRICTIVE FOR DELETE TO audiapro_worker
    USING (tenant_id = '00000000-0000-8000-8000-63616e617279');
