-- CreateEnum
CREATE TYPE "GuessScope" AS ENUM ('account', 'browser', 'address');

-- RedefineTable: what has been counted against an account stays counted
CREATE TEMPORARY TABLE "counted" AS SELECT * FROM "guess_budgets";
DROP TABLE "guess_budgets";

-- CreateTable
CREATE TABLE "guess_budgets" (
    "secret" "GuessedSecret" NOT NULL,
    "scope" "GuessScope" NOT NULL,
    "subject" TEXT NOT NULL,
    "user_id" UUID,
    "failures" INTEGER NOT NULL,
    "charged_at" TIMESTAMPTZ(3) NOT NULL,
    "next_try_at" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "guess_budgets_pkey" PRIMARY KEY ("secret","scope","subject")
);

INSERT INTO "guess_budgets" ("secret", "scope", "subject", "user_id", "failures", "charged_at", "next_try_at")
SELECT "secret", 'account', "user_id"::text, "user_id", "failures", now(), "next_try_at" FROM "counted";

DROP TABLE "counted";

-- CreateIndex
CREATE INDEX "guess_budgets_user_id_idx" ON "guess_budgets"("user_id");

-- CreateIndex
CREATE INDEX "guess_budgets_charged_at_idx" ON "guess_budgets"("charged_at");

-- CreateIndex
CREATE INDEX "guess_budgets_next_try_at_idx" ON "guess_budgets"("next_try_at");

-- AddForeignKey
ALTER TABLE "guess_budgets" ADD CONSTRAINT "guess_budgets_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateIndex
CREATE INDEX "known_browsers_last_seen_at_idx" ON "known_browsers"("last_seen_at");

INSERT INTO "audit_event_types" VALUES
  ('account-delayed'), ('account-unlocked'), ('address-confirmed'), ('email-verification-disabled');
