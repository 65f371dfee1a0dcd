DROP INDEX search_windows_without_pairs;
ALTER TABLE search_windows DROP pairs;
