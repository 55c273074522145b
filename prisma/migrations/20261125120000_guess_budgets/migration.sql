-- CreateEnum
CREATE TYPE "GuessScope" AS ENUM ('account', 'browser', 'address');

-- AlterTable: in place, so that what has been counted against an account stays counted
ALTER TABLE "guess_budgets"
  DROP CONSTRAINT "guess_budgets_pkey",
  ALTER COLUMN "user_id" DROP NOT NULL,
  ALTER COLUMN "next_try_at" DROP NOT NULL,
  ADD COLUMN "scope" "GuessScope" NOT NULL DEFAULT 'account',
  ADD COLUMN "subject" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "charged_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  ADD COLUMN "told_at" TIMESTAMPTZ(3);

UPDATE "guess_budgets" SET "subject" = "user_id"::text;

ALTER TABLE "guess_budgets"
  ALTER COLUMN "scope" DROP DEFAULT,
  ALTER COLUMN "subject" DROP DEFAULT,
  ALTER COLUMN "charged_at" DROP DEFAULT,
  ADD CONSTRAINT "guess_budgets_pkey" PRIMARY KEY ("secret","scope","subject");

-- CreateIndex
CREATE INDEX "guess_budgets_user_id_idx" ON "guess_budgets"("user_id");

-- CreateIndex
CREATE INDEX "guess_budgets_charged_at_idx" ON "guess_budgets"("charged_at");

-- CreateIndex
CREATE INDEX "guess_budgets_next_try_at_idx" ON "guess_budgets"("next_try_at");

-- CreateIndex
CREATE INDEX "known_browsers_last_seen_at_idx" ON "known_browsers"("last_seen_at");

INSERT INTO "audit_event_types" VALUES
  ('account-delayed'), ('account-unlocked'), ('address-confirmed'), ('email-verification-disabled');
