-- What a name looks like: names of new accounts must look like no other (lib/platform/text/lookalikes.ts).
-- AlterTable
ALTER TABLE "users" ADD COLUMN "username_skeleton" TEXT;

-- Of existing names that look alike the oldest keeps the look to itself; the others stay, and go on to sign in.
WITH looks AS (
  SELECT id, replace(replace(lower(translate(normalize(username, NFKC),
    'аеорсухіјѕһԁӏԛԝѵкмтвньгпёїАВЕКМНОРСТУХІӀЈЅԚԜЁЇαβγεηικνορτυχωάέίόύΑΒΕΖΗΙΚΜΝΟΡΤΥΧօոսհցյզՕՍԼI10ıɑɡɩɪʀɴʏʜʟʙɢᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜱסוןاهيىكニカロトーエタハオへべぺノ',
    'aeopcyxijshdlqwvkmtbhbrnëïABEKMHOPCTYXllJSQWËÏabyenikvoptuxwáéíóúABEZHlKMNOPTYXonuhgjqOULlloiagiirnyhlbgacdejkmoptuvwzsollloییک二力口卜一工夕八才ヘベペ丿') COLLATE "C"), 'rn', 'm'), 'vv', 'w') AS skeleton
  FROM users
), oldest AS (
  SELECT DISTINCT ON (looks.skeleton) looks.id, looks.skeleton FROM looks JOIN users USING (id) ORDER BY looks.skeleton, users.created_at, users.id
)
UPDATE users SET username_skeleton = oldest.skeleton FROM oldest WHERE oldest.id = users.id;

-- CreateIndex
CREATE UNIQUE INDEX "users_username_skeleton_key" ON "users"("username_skeleton");

-- One key for all spellings of a mailbox: labels that hold other letters than ASCII become punycode (RFC 3492, RFC 5891).
CREATE FUNCTION ascii_label(label TEXT) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE
  points INT[] := ARRAY(SELECT ascii(letter) FROM regexp_split_to_table(label, '') WITH ORDINALITY AS letters(letter, place) ORDER BY place);
  output TEXT := regexp_replace(label, '[^\x01-\x7f]', '', 'g');
  basic INT := length(output);
  handled INT := basic;
  n INT := 128; delta INT := 0; bias INT := 72; next_point INT; q INT; k INT; t INT; point INT;
  first BOOLEAN := true;
BEGIN
  IF basic = length(label) THEN RETURN label; END IF;
  IF basic > 0 THEN output := output || '-'; END IF;
  WHILE handled < cardinality(points) LOOP
    SELECT min(p) INTO next_point FROM unnest(points) AS p WHERE p >= n;
    delta := delta + (next_point - n) * (handled + 1);
    n := next_point;
    FOREACH point IN ARRAY points LOOP
      IF point < n THEN delta := delta + 1; END IF;
      CONTINUE WHEN point <> n;
      q := delta; k := 36;
      LOOP
        t := CASE WHEN k <= bias THEN 1 WHEN k >= bias + 26 THEN 26 ELSE k - bias END;
        EXIT WHEN q < t;
        output := output || substr('abcdefghijklmnopqrstuvwxyz0123456789', t + (q - t) % (36 - t) + 1, 1);
        q := (q - t) / (36 - t); k := k + 36;
      END LOOP;
      output := output || substr('abcdefghijklmnopqrstuvwxyz0123456789', q + 1, 1);
      handled := handled + 1;
      delta := CASE WHEN first THEN delta / 700 ELSE delta / 2 END;
      first := false;
      delta := delta + delta / handled; k := 0;
      WHILE delta > 455 LOOP delta := delta / 35; k := k + 36; END LOOP;
      bias := k + 36 * delta / (delta + 38);
      delta := 0;
    END LOOP;
    delta := delta + 1; n := n + 1;
  END LOOP;
  RETURN 'xn--' || output;
END $$;

-- Of accounts of one mailbox the one that has proven it keeps the address to sign in with, else the oldest. The others keep the
-- address for their emails, and sign in with their names.
CREATE TABLE canonical_addresses AS
  SELECT id, email_key AS old_key, split_part(email_key, '@', 1) || '@' || (
    SELECT string_agg(ascii_label(label), '.' ORDER BY place)
    FROM regexp_split_to_table(regexp_replace(email_key, '^.*@', ''), '\.') WITH ORDINALITY AS labels(label, place)
  ) AS new_key,
  email_proven_at IS NOT NULL AS proven, created_at
  FROM users WHERE email_key IS NOT NULL;

UPDATE users SET email_key = NULL FROM canonical_addresses AS canonical WHERE canonical.id = users.id AND EXISTS (
  SELECT FROM canonical_addresses AS other WHERE other.new_key = canonical.new_key AND other.id <> canonical.id
    AND (NOT other.proven, other.created_at, other.id) < (NOT canonical.proven, canonical.created_at, canonical.id)
);

UPDATE users SET email_key = new_key FROM canonical_addresses AS canonical WHERE canonical.id = users.id AND email_key IS NOT NULL AND new_key <> old_key;

DROP TABLE canonical_addresses;
DROP FUNCTION ascii_label(TEXT);
