DROP TABLE feature_flag_tenants;
DROP TABLE feature_flags;
DROP TABLE platform_mode;
