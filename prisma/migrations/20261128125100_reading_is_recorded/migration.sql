INSERT INTO "audit_event_types" VALUES ('outbox-email-read'), ('audit-log-exported');
