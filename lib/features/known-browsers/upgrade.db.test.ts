import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { v7 } from "uuid";
import { expect, inject, onTestFinished, test } from "vitest";
import { openConnection } from "@/lib/platform/db/connection-settings";
import { applyMigrations } from "@/lib/platform/db/migrations";
import { KNOWN_BROWSERS_MAX } from "@/lib/policy";
import { createDatabase } from "@/lib/testing/create-database";

const MIGRATION = "20261128120000_guess_ceilings";

/** The schema before that migration. */
async function projectBefore(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "latchkey-before-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const name of await readdir("prisma/migrations")) {
    if (name < MIGRATION) await cp(path.join("prisma/migrations", name), path.join(folder, "prisma/migrations", name), { recursive: true });
  }
  return folder;
}

test("K7: an upgrade forgets browsers known from before 2FA, keeps those seen since, and no more than 20", async () => {
  const url = await createDatabase(inject("databaseServerUrl"), `upgrade_${v7()}`);
  await applyMigrations(url, await projectBefore());
  const client = openConnection(url, "latchkey-test");
  await client.connect();
  onTestFinished(() => client.end());
  const [ada, bob] = [v7(), v7()];
  await client.query("INSERT INTO users (id, username, username_key, created_at) SELECT id, id, id, now() FROM unnest($1::uuid[]) AS id", [
    [ada, bob],
  ]);
  await client.query(
    `INSERT INTO totp_secrets (id, user_id, sealed, key_id, confirmed_at, last_accepted_step)
     VALUES (gen_random_uuid(), $1, '', '', '2026-11-01', 1)`,
    [ada],
  );
  const seen = (userId: string, hash: string, at: string) =>
    client.query(
      "INSERT INTO known_browsers (id, user_id, token_hash, first_seen_at, last_seen_at) VALUES (gen_random_uuid(), $1, $2, '2026-01-01', $3)",
      [userId, hash, at],
    );
  await seen(ada, "before", "2026-10-31");
  await seen(ada, "since", "2026-11-02");
  for (let count = 0; count < 25; count++) await seen(bob, `bob-${count}`, `2026-11-${String(count + 1).padStart(2, "0")}`);
  expect(await applyMigrations(url, process.cwd())).toContain(MIGRATION);
  const { rows } = await client.query("SELECT user_id, token_hash, second_factor FROM known_browsers ORDER BY last_seen_at");
  expect(rows.filter(({ user_id }) => user_id === ada)).toEqual([{ user_id: ada, token_hash: "since", second_factor: true }]);
  const ofBob = rows.filter(({ user_id }) => user_id === bob);
  expect(ofBob).toHaveLength(KNOWN_BROWSERS_MAX);
  expect(ofBob[0]).toMatchObject({ token_hash: "bob-5", second_factor: false });
});
