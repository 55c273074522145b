-- The language that a user has chosen (null: the browser's), and that of the browser at the last sign-in, for emails.
ALTER TABLE "users" ADD COLUMN     "browser_locale" TEXT,
ADD COLUMN     "locale" TEXT;
