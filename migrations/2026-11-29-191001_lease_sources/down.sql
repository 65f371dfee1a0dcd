DROP TABLE source_leases;
