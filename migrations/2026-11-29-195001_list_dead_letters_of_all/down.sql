DROP INDEX dead_letters_of_all;
