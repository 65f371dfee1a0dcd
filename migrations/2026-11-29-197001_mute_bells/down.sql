DROP TABLE bell_mutes;
