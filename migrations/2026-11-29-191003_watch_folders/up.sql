-- Folders of a node's disk in which a telephone system's files come to lie, and how far each file was read.

CREATE TABLE source_folders (
    tenant_id uuid NOT NULL,
    source_instance text NOT NULL,
    folder text NOT NULL CHECK (length(folder) <= 500),
    kind text NOT NULL CHECK (kind IN ('growing', 'dropped')),
    names text NOT NULL CHECK (length(names) BETWEEN 1 AND 200),
    after text NOT NULL CHECK (after IN ('leave', 'move')),
    interval_s integer NOT NULL CHECK (interval_s BETWEEN 1 AND 3600),
    rest_s integer NOT NULL CHECK (rest_s BETWEEN 1 AND 3600),
    begun_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, source_instance),
    FOREIGN KEY (tenant_id, source_instance) REFERENCES source_instances ON DELETE CASCADE
);
COMMENT ON COLUMN source_folders.folder IS 'below the folder that the operator has for the tenant; empty: that one itself';
COMMENT ON COLUMN source_folders.names IS 'which files, with * and ?';
COMMENT ON COLUMN source_folders.rest_s IS 'a file that has not changed for so long is whole';
COMMENT ON COLUMN source_folders.begun_at IS 'when its files were looked at first; null: never';
CALL wall('source_folders', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT, UPDATE, DELETE ON source_folders TO audiapro_app;
GRANT SELECT, UPDATE (begun_at) ON source_folders TO audiapro_worker;

CREATE TABLE source_files (
    tenant_id uuid NOT NULL,
    source_instance text NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    device bigint NOT NULL,
    inode bigint NOT NULL,
    bytes bigint NOT NULL CHECK (bytes >= 0),
    modified_ns bigint NOT NULL,
    position bigint NOT NULL CHECK (position >= 0),
    context text NOT NULL,
    head text NOT NULL,
    tail text NOT NULL,
    done boolean NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT app_now(),
    taken_at timestamptz,
    PRIMARY KEY (tenant_id, source_instance, id),
    FOREIGN KEY (tenant_id, source_instance) REFERENCES source_folders ON DELETE CASCADE
);
COMMENT ON COLUMN source_files.position IS 'bytes whose records are kept; never ahead of them';
COMMENT ON COLUMN source_files.context IS 'the line on which what follows depends (a header, a date), in base64';
COMMENT ON COLUMN source_files.head IS 'SHA-256 of the first bytes before the position, by which the file is known again under another name';
COMMENT ON COLUMN source_files.tail IS 'SHA-256 of the last bytes before the position';
COMMENT ON COLUMN source_files.done IS 'a file that was dropped whole, and was read to its end';
COMMENT ON COLUMN source_files.taken_at IS 'when something of it was kept last';
CALL wall('source_files', 'tenant_id', '{audiapro_worker}');
GRANT SELECT ON source_files TO audiapro_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON source_files TO audiapro_worker;
