DROP INDEX mails_ended;
REVOKE DELETE ON mails FROM audiapro_worker;
