-- Mails that ended are forgotten after a while: they carry links, and say who was written to.
GRANT DELETE ON mails TO audiapro_worker;
CREATE INDEX mails_ended ON mails (created_at) WHERE state IN ('sent', 'failed', 'suppressed');
