DROP INDEX calls_demo;
