REVOKE DELETE ON source_instances FROM audiapro_app;
