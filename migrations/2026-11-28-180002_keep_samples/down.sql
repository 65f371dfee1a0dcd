DROP TABLE source_samples;
