-- How far the entries of each chain have gone to AUDIT_LOG_URL, and until when one server is sending more of them.
CREATE TABLE "audit_forwarding" (
    "chain" SMALLINT NOT NULL,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "leased_until" TIMESTAMPTZ(3),

    CONSTRAINT "audit_forwarding_pkey" PRIMARY KEY ("chain")
);
INSERT INTO "audit_forwarding" ("chain") SELECT "id" FROM "audit_chains";
