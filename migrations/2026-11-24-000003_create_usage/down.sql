DROP TABLE analysis_usage;
DROP TABLE usage;
