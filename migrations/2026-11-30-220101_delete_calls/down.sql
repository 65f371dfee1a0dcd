REVOKE DELETE ON trace FROM audiapro_app;
REVOKE UPDATE (withheld) ON usage FROM audiapro_app;
REVOKE UPDATE (legs, calls, recordings) ON tallies FROM audiapro_app;
DROP FUNCTION hold_intake(integer);
