import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import pLimit from "p-limit";
import pg from "pg";
import { hashPassword } from "@/lib/features/passwords/hash";
import { encrypt, parseEncryptionKeys } from "@/lib/platform/crypto/encryption";
import { systemRandom } from "@/lib/platform/crypto/keyed-hash";
import { applyMigrations } from "@/lib/platform/db/migrations";
import { ADMINISTRATOR, ENCRYPTION_KEYS, PASSWORD, RECORDED, signerName, TOTP_SECRET } from "./constants";
import type { DatabaseServer } from "./database-server";
import { ROOT } from "./folders";

const FIRST_NAMES =
  "ada,alan,barbara,claude,donald,edsger,emmy,frances,grace,hedy,john,katherine,ken,leslie,margaret,niklaus,radia,sophie,tim,yukihiro";
const LAST_NAMES =
  "allen,backus,berners,dijkstra,hamilton,hopper,johnson,knuth,lamarr,lamport,liskov,lovelace,matsumoto,noether,perlman,shannon,thompson,turing,wilson,wirth";

/** Users with every column and index filled; those who sign in have secrets that can be decrypted. */
export async function seedLatchkey(server: DatabaseServer, people: number, signers: number): Promise<string> {
  const name = `seed_latchkey_${people}_${signers}_${fingerprint()}`;
  if (await server.exists(name)) return name;
  const unfinished = `${name}_unfinished`;
  await server.run(`DROP DATABASE IF EXISTS "${unfinished}"`);
  await server.run(`CREATE DATABASE "${unfinished}"`);
  await applyMigrations(server.url(unfinished), ROOT);
  const client = new pg.Client({ connectionString: server.url(unfinished) });
  await client.connect();
  await fill(client, people, signers).finally(() => client.end());
  await server.run(`ALTER DATABASE "${unfinished}" RENAME TO "${name}"`);
  return name;
}

/** Users generated for an older schema, or by an older version of this file, are not reused. */
function fingerprint(): string {
  const files = [path.join(ROOT, "prisma/schema.prisma"), import.meta.filename];
  return createHash("sha256")
    .update(files.map((file) => readFileSync(file, "utf8")).join("\0"))
    .digest("hex")
    .slice(0, 8);
}

async function fill(client: pg.Client, people: number, signers: number): Promise<void> {
  const passwordHash = await hashPassword({ hashing: pLimit(1) }, PASSWORD);
  await client.query("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'");
  const indexes = await client.query(
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'users' AND indexdef NOT LIKE '%UNIQUE%'",
  );
  for (const { indexname } of indexes.rows) await client.query(`DROP INDEX "${indexname}"`);
  await insertUsers(client, passwordHash, [...Array(signers).keys()].map(signerName).concat(RECORDED, ADMINISTRATOR));
  await insertCrowd(client, passwordHash, people - signers - 2);
  await insertSecrets(client, signers);
  for (const { indexdef } of indexes.rows) await client.query(indexdef);
  await insertRest(client);
  await client.query("VACUUM ANALYZE");
}

async function insertUsers(client: pg.Client, passwordHash: string, names: string[]): Promise<void> {
  await client.query(
    `INSERT INTO users (id, username, username_key, email, email_key, email_proven_at, password_hash, admin, created_at, last_sign_in_at)
     SELECT uuidv7(), name, name, name || '@example.com', name || '@example.com', now(), $1, name = $2, now() - interval '400 days', now()
     FROM unnest($3::text[]) AS name`,
    [passwordHash, ADMINISTRATOR, names],
  );
}

async function insertCrowd(client: pg.Client, passwordHash: string, count: number): Promise<void> {
  await client.query(
    `INSERT INTO users (id, username, username_key, email, email_key, email_proven_at, password_hash, admin, created_at, last_sign_in_at)
     SELECT uuidv7(), name, name, name || '@example.com', name || '@example.com', now(), $1, false, now() - random() * interval '700 days',
       CASE WHEN random() < 0.8 THEN now() - random() * interval '90 days' END
     FROM (SELECT (string_to_array($2, ','))[1 + floor(random() * 20)] || '.' || (string_to_array($3, ','))[1 + floor(random() * 20)] || '.' || n AS name
       FROM generate_series(1, $4::int) AS n) AS crowd`,
    [passwordHash, FIRST_NAMES, LAST_NAMES, count],
  );
}

/** Encrypts a secret for each user who signs in. Two in five of the other users have 2FA on, with secrets that are never decrypted. */
async function insertSecrets(client: pg.Client, signers: number): Promise<void> {
  const keys = parseEncryptionKeys(ENCRYPTION_KEYS);
  if (!keys.ok) throw new Error(keys.problem);
  const names = [...Array(signers).keys()].map(signerName).concat(RECORDED);
  const { rows } = await client.query<{ id: string }>("SELECT id FROM users WHERE username = ANY($1)", [names]);
  const encrypted = rows.map(({ id }) => encrypt(keys.value, systemRandom, { userId: id, purpose: "totp-secret" }, TOTP_SECRET));
  // First: a start checks that the newest secret can be decrypted.
  await client.query(
    `INSERT INTO totp_secrets (id, user_id, sealed, key_id, confirmed_at, last_accepted_step)
     SELECT uuidv7(), u.id, $1, 'k1', now() - random() * interval '300 days', 0
     FROM users u WHERE hashtext(u.username) % 5 IN (0, 1) AND u.username LIKE '%.%'`,
    [encrypted[0]?.encrypted],
  );
  await client.query(
    `INSERT INTO totp_secrets (id, user_id, sealed, key_id, confirmed_at, last_accepted_step)
     SELECT uuidv7(), user_id, sealed, key_id, now(), 0 FROM unnest($1::uuid[], $2::text[], $3::text[]) AS secret (user_id, sealed, key_id)`,
    [rows.map(({ id }) => id), encrypted.map((one) => one.encrypted), encrypted.map((one) => one.keyId)],
  );
}

/** Six backup codes for each user with 2FA, a session for one in five, and an administrator without 2FA. */
async function insertRest(client: pg.Client): Promise<void> {
  await client.query(`INSERT INTO backup_codes (id, user_id, code_hash, created_at)
    SELECT uuidv7(), user_id, md5(user_id::text || n), now() FROM totp_secrets, generate_series(1, 6) AS n`);
  await client.query(`INSERT INTO sessions (id, token_hash, user_id, factors, remember, ip, user_agent, created_at, last_seen_at, expires_at)
    SELECT uuidv7(), md5(id::text), id, '{password}', true, '192.0.2.1', 'made up', now(), now(), now() + interval '20 days'
    FROM users WHERE hashtext(username) % 5 = 0`);
}
