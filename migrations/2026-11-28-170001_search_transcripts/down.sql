DROP FUNCTION search_legs(tsquery, timestamptz, timestamptz, integer);
DROP TABLE search_words;
DROP TABLE search_windows;
DROP FUNCTION search_words_follow();
