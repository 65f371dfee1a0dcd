-- What signs the audit log: Ed25519, the private half sealed under the platform's key. The owner's alone.
CREATE TABLE signing_keys (
    id uuid PRIMARY KEY,
    public bytea NOT NULL CHECK (length(public) = 32),
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT app_now()
);
