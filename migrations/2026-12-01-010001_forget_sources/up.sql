-- A telephone system that is known from calls alone goes with the last of them, where those were the demo's.
GRANT DELETE ON source_instances TO audiapro_app;
