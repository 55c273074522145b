-- The setting now stands for sign-ins from new browsers alone, and is on unless a user turns it off.
ALTER TABLE "users" ALTER COLUMN "security_mails" SET DEFAULT true;
UPDATE "users" SET "security_mails" = true WHERE NOT "security_mails";

-- A notice goes to the address that was confirmed when its event happened, so that changing the address afterwards hides nothing.
ALTER TABLE "security_notices" ADD COLUMN "to_address" TEXT;
UPDATE "security_notices" AS notice SET "to_address" = "users"."email" FROM "users" WHERE "users"."id" = notice."user_id";
DELETE FROM "security_notices" WHERE "to_address" IS NULL;
ALTER TABLE "security_notices" ALTER COLUMN "to_address" SET NOT NULL;
