import { hash } from "@node-rs/argon2";
import { symmetricEncrypt } from "better-auth/crypto";
import { getMigrations } from "better-auth/db/migration";
import pg from "pg";
import { AUTH_SECRET, BETTER_AUTH_TOTP_SECRET, PASSWORD, signerName } from "./constants";
import type { DatabaseServer } from "./database-server";

/** The same users in Better Auth's own tables. */
export async function seedBetterAuth(server: DatabaseServer, people: number): Promise<string> {
  const name = `seed_better_auth_${people}`;
  if (await server.exists(name)) return name;
  const unfinished = `${name}_unfinished`;
  await server.run(`DROP DATABASE IF EXISTS "${unfinished}"`);
  await server.run(`CREATE DATABASE "${unfinished}"`);
  Object.assign(process.env, {
    DATABASE_URL: server.url(unfinished),
    BETTER_AUTH_SECRET: AUTH_SECRET,
    BETTER_AUTH_URL: "http://localhost",
  });
  const { options } = await import("../comparison/auth.mjs");
  const { runMigrations } = await getMigrations(options);
  await runMigrations();
  await options.database.end();
  const client = new pg.Client({ connectionString: server.url(unfinished) });
  await client.connect();
  await fill(client, people).finally(() => client.end());
  await server.run(`ALTER DATABASE "${unfinished}" RENAME TO "${name}"`);
  return name;
}

async function fill(client: pg.Client, people: number): Promise<void> {
  const names = [...Array(people).keys()].map(signerName);
  const passwordHash = await hash(PASSWORD, { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  const secret = await symmetricEncrypt({ key: AUTH_SECRET, data: BETTER_AUTH_TOTP_SECRET });
  await client.query(
    `INSERT INTO "user" (id, name, email, "emailVerified", "createdAt", "updatedAt", "twoFactorEnabled")
     SELECT name, name, name || '@example.com', true, now(), now(), true FROM unnest($1::text[]) AS name`,
    [names],
  );
  await client.query(
    `INSERT INTO account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
     SELECT 'account-' || id, id, 'credential', id, $1, now(), now() FROM "user"`,
    [passwordHash],
  );
  await client.query(
    `INSERT INTO "twoFactor" (id, secret, "backupCodes", "userId", verified) SELECT 'secret-' || id, $1, $1, id, true FROM "user"`,
    [secret],
  );
  await client.query("VACUUM ANALYZE");
}
