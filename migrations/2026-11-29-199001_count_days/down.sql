DROP TRIGGER days_take ON call_stats;
DROP TRIGGER days_change ON call_stats;
DROP TRIGGER days_add ON call_stats;
DROP FUNCTION call_stats_days_take();
DROP FUNCTION call_stats_days_change();
DROP FUNCTION call_stats_days_add();
DROP TABLE call_stats_days;
