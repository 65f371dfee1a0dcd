DROP TABLE source_files;
DROP TABLE source_folders;
