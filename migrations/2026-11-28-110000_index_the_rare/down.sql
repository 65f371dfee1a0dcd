DROP INDEX calls_failed;
DROP INDEX analyses_flagged;
DROP INDEX analyses_language;
