DROP TABLE source_lines;
