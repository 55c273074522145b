-- Search in the middle of names and addresses must not read a million rows, on any PostgreSQL: pg_trgm is an extension
-- that an operator may be unable to add, a GIN index over an array of trigrams is not.
CREATE FUNCTION "search_grams"("keys" TEXT[]) RETURNS TEXT[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT substr(key, start, 3)) FROM unnest(keys) AS key, generate_series(1, length(key) - 2) AS start
$$;

-- By code point: the unique index then finds beginnings of names in their order, and no update of the system's locales
-- can put it out of order, which would let a name in twice.
ALTER TABLE "users"
  ALTER COLUMN "username_key" TYPE TEXT COLLATE "C",
  ALTER COLUMN "email_key" TYPE TEXT COLLATE "C";

-- AlterTable
ALTER TABLE "users"
  ADD COLUMN "last_sign_in_key" TIMESTAMPTZ(3) GENERATED ALWAYS AS (COALESCE("last_sign_in_at", TIMESTAMPTZ '1970-01-01 00:00:00+00')) STORED,
  ADD COLUMN "search_grams" TEXT[] GENERATED ALWAYS AS ("search_grams"(ARRAY["username_key", "email_key"])) STORED;

-- CreateIndex
CREATE INDEX "users_search_grams_idx" ON "users" USING GIN ("search_grams");

-- CreateIndex
CREATE INDEX "users_last_sign_in_key_id_idx" ON "users"("last_sign_in_key", "id");

-- CreateIndex
CREATE INDEX "users_created_at_id_idx" ON "users"("created_at", "id");

-- CreateIndex
CREATE INDEX "totp_secrets_confirmed_at_idx" ON "totp_secrets"("confirmed_at");
