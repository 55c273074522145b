import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { v7 } from "uuid";
import { expect, inject, onTestFinished, test } from "vitest";
import { openConnection } from "@/lib/platform/db/connection-settings";
import { applyMigrations } from "@/lib/platform/db/migrations";
import { createDatabase } from "@/lib/testing/create-database";

const MIGRATION = "20261129010000_user_order_and_filters";

/** The schema before that migration. */
async function projectBefore(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "latchkey-before-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const name of await readdir("prisma/migrations")) {
    if (name < MIGRATION) await cp(path.join("prisma/migrations", name), path.join(folder, "prisma/migrations", name), { recursive: true });
  }
  return folder;
}

test("U15: an upgrade takes over the times of confirmation and orders existing names", async () => {
  const url = await createDatabase(inject("databaseServerUrl"), `upgrade_${v7()}`);
  await applyMigrations(url, await projectBefore());
  const client = openConnection(url, "latchkey-test");
  await client.connect();
  onTestFinished(() => client.end());
  await client.query(
    `INSERT INTO users (id, username, username_key, created_at) SELECT gen_random_uuid(), name, name, now()
     FROM unnest('{user10,user2,user0010}'::text[]) AS name`,
  );
  await client.query(
    `INSERT INTO totp_secrets (id, user_id, sealed, key_id, confirmed_at, last_accepted_step)
     SELECT gen_random_uuid(), id, '', '', '2026-11-01', 1 FROM users WHERE username = 'user2'`,
  );
  expect(await applyMigrations(url, process.cwd())).toContain(MIGRATION);
  const { rows } = await client.query(
    "SELECT username, name_order, two_factor_confirmed_at IS NOT NULL AS confirmed FROM users ORDER BY name_order, username",
  );
  expect(rows).toEqual([
    { username: "user2", name_order: "user012", confirmed: true },
    { username: "user0010", name_order: "user0210", confirmed: false },
    { username: "user10", name_order: "user0210", confirmed: false },
  ]);
});
