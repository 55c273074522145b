-- AlterEnum
ALTER TYPE "GuessScope" ADD VALUE 'known_browsers';
ALTER TYPE "GuessScope" ADD VALUE 'known_address';

-- AlterTable
ALTER TABLE "guess_budgets" ADD COLUMN "forgiven_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "known_browsers" ADD COLUMN "second_factor" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "login_attempts" ADD COLUMN "moved" BOOLEAN NOT NULL DEFAULT false;

-- Browsers known from before the second factor that is in force now are known no longer
DELETE FROM known_browsers AS browser USING totp_secrets AS secret
WHERE secret.user_id = browser.user_id AND browser.last_seen_at <= secret.confirmed_at;
UPDATE known_browsers AS browser SET second_factor = true FROM totp_secrets AS secret WHERE secret.user_id = browser.user_id;

-- The 20 seen last stay
DELETE FROM known_browsers USING (
  SELECT id, row_number() OVER (PARTITION BY user_id ORDER BY last_seen_at DESC, id DESC) AS place FROM known_browsers
) AS placed WHERE placed.id = known_browsers.id AND placed.place > 20;
