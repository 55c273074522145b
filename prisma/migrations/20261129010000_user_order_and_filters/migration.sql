-- Lists by the state of 2FA must find the few users without it among a million, which a join does not: the time of confirmation stands in
-- the user's row too. A trigger writes it, so that servers of the previous version, which know nothing of it, keep it right.
ALTER TABLE "users" ADD COLUMN "two_factor_confirmed_at" TIMESTAMPTZ(3);

-- The schema is that of the table: a restore runs without a search path.
CREATE FUNCTION "copy_two_factor_confirmed_at"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    EXECUTE format('UPDATE %I.users SET two_factor_confirmed_at = NULL WHERE id = $1', TG_TABLE_SCHEMA) USING OLD.user_id;
  ELSE
    EXECUTE format('UPDATE %I.users SET two_factor_confirmed_at = $1 WHERE id = $2', TG_TABLE_SCHEMA) USING NEW.confirmed_at, NEW.user_id;
  END IF;
  RETURN NULL;
END $$;

-- A sign-in writes the last accepted step alone, which the trigger leaves aside.
CREATE TRIGGER "totp_secrets_confirmed_at" AFTER INSERT OR DELETE OR UPDATE OF "confirmed_at" ON "totp_secrets"
  FOR EACH ROW EXECUTE FUNCTION "copy_two_factor_confirmed_at"();

UPDATE "users" SET "two_factor_confirmed_at" = "confirmed_at" FROM "totp_secrets" WHERE "totp_secrets"."user_id" = "users"."id";

-- Names in the order that people expect, user2 before user10, on any PostgreSQL: collations with numeric order are missing in builds
-- without ICU. Before each number stands how many digits it has, in two digits, without leading zeros.
CREATE FUNCTION "name_order"("key" TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT string_agg(
    CASE WHEN piece[1] ~ '^[0-9]' THEN lpad(length(ltrim(piece[1], '0'))::text, 2, '0') || ltrim(piece[1], '0') ELSE piece[1] END,
    '' ORDER BY place)
  FROM regexp_matches(key, '[0-9]+|[^0-9]+', 'g') WITH ORDINALITY AS pieces(piece, place)
$$;

-- AlterTable
ALTER TABLE "users" ADD COLUMN "name_order" TEXT COLLATE "C" GENERATED ALWAYS AS ("name_order"("username_key")) STORED;

-- CreateIndex
CREATE INDEX "users_name_order_id_idx" ON "users"("name_order", "id");

-- CreateIndex
CREATE INDEX "users_two_factor_confirmed_at_idx" ON "users"("two_factor_confirmed_at");

-- CreateIndex
CREATE INDEX "users_administrators_idx" ON "users"("id") WHERE admin;

-- CreateIndex
CREATE INDEX "users_disabled_idx" ON "users"("id") WHERE (disabled_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "users_without_password_idx" ON "users"("id") WHERE (password_hash IS NULL);
