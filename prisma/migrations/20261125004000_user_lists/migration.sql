-- Search in the middle of names and addresses must not read a million rows, on any PostgreSQL: pg_trgm is an extension
-- that an operator may be unable to add, a GIN index over an array of trigrams is not.
CREATE FUNCTION "search_grams"("keys" TEXT[]) RETURNS TEXT[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT substr(key, start, 3)) FROM unnest(keys) AS key, generate_series(1, length(key) - 2) AS start
$$;

-- AlterTable
ALTER TABLE "users"
  ADD COLUMN "last_sign_in_key" TIMESTAMPTZ(3) GENERATED ALWAYS AS (COALESCE("last_sign_in_at", TIMESTAMPTZ '1970-01-01 00:00:00+00')) STORED,
  ADD COLUMN "search_grams" TEXT[] GENERATED ALWAYS AS ("search_grams"(ARRAY["username_key", "email_key"])) STORED;

-- CreateIndex
CREATE INDEX "users_username_key_prefix_idx" ON "users"("username_key" text_pattern_ops);

-- CreateIndex
CREATE INDEX "users_email_key_prefix_idx" ON "users"("email_key" text_pattern_ops);

-- CreateIndex
CREATE INDEX "users_search_grams_idx" ON "users" USING GIN ("search_grams");

-- CreateIndex
CREATE INDEX "users_last_sign_in_key_id_idx" ON "users"("last_sign_in_key", "id");

-- CreateIndex
CREATE INDEX "users_created_at_id_idx" ON "users"("created_at", "id");

-- CreateIndex
CREATE INDEX "totp_secrets_confirmed_at_idx" ON "totp_secrets"("confirmed_at");
