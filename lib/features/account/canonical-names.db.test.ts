import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, expect, inject, onTestFinished, test } from "vitest";
import { openConnection } from "@/lib/platform/db/connection-settings";
import { applyMigrations, listMigrations } from "@/lib/platform/db/migrations";
import type { Deps } from "@/lib/platform/deps";
import { LOOKALIKES, skeletonOf } from "@/lib/platform/text/unicode";
import { createDatabase } from "@/lib/testing/create-database";
import { createTestDeps } from "@/lib/testing/test-deps";
import { enterPassword, PASSWORD } from "@/lib/testing/users";
import { createUser } from "./accounts";
import { findUser } from "./find-user";
import { identifierKey } from "./identifier";
import { listUsers } from "./list-users";

const MIGRATION = "20261128124000_canonical_names";

let deps: Deps;

beforeEach(async () => {
  ({ deps } = await createTestDeps());
});

const create = (username: string, email: string | null = null) =>
  createUser(deps, { username, email, password: PASSWORD, admin: false, actorUserId: null, client: null });

test.each([
  ["root", "rооt", "Cyrillic o"],
  ["сосо", "coco", "a whole Cyrillic name"],
  ["admin", "adrnin", "r and n for m"],
  ["paul", "pau1", "a digit for l"],
  ["lisa", "Iisa", "a capital i for l"],
  ["bob", "b0b", "a digit for o"],
  ["ανα", "ava", "a whole Greek name"],
  ["wow", "vvovv", "two v for w"],
  ["ТОМ", "TOM", "Cyrillic capitals"],
  ["へいわ", "ヘいわ", "Katakana for Hiragana"],
  ["علي", "على", "another Arabic ye"],
])("U12: beside %s there is no %s: %s", async (existing, lookalike) => {
  expect((await create(existing)).ok).toBe(true);
  expect(await create(lookalike)).toEqual({ ok: false, problem: { code: "username-too-similar" } });
});

test("U12: a burst of names that look alike creates one account", async () => {
  const names = ["coco", "сосо", "c0c0", "соcо", "cосо", "сoco"];
  const results = await Promise.all(names.map((name) => create(name)));
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await deps.db.user.count()).toBe(1);
});

test("U12: names that are only similar can coexist", async () => {
  for (const name of ["anna", "hanna", "ann", "anna2", "Анна", "Άννα", "אנה"]) expect(await create(name), name).toMatchObject({ ok: true });
});

test("U13: every spelling of a mailbox is the same account at creation, at sign-in and in searches", async () => {
  expect((await create("ada", "ada@bücher.example")).ok).toBe(true);
  for (const spelling of [
    "ada@xn--bcher-kva.example",
    "ADA@BÜCHER.EXAMPLE",
    "ada@bu\u0308cher.example.",
    "\u200bada@bücher.example\u00a0",
  ]) {
    expect(await create("eve", spelling), spelling).toEqual({ ok: false, problem: { code: "email-taken" } });
    expect(await enterPassword(deps, { id: "", username: spelling }), spelling).toMatchObject({ ok: true });
    expect((await findUser(deps, spelling))?.username, spelling).toBe("ada");
    expect(await listUsers(deps, { search: spelling }), spelling).toHaveLength(1);
  }
});

test("U11: a name or address pasted with invisible characters signs in", async () => {
  await create("ada", "ada@example.com");
  for (const pasted of [
    "\u200bada",
    "ada\u200e",
    "\ufeffada",
    "a\u00adda",
    "\u00a0ada\u3000",
    "\u202aada@example.com\u202c",
    "ada@exa\u2060mple.com",
    "ad a",
  ])
    expect(await enterPassword(deps, { id: "", username: pasted }), JSON.stringify(pasted)).toMatchObject({ ok: true });
});

/** A database of the version before the migration, with these users. */
async function databaseBefore(users: { username: string; email?: string; confirmed?: boolean }[]) {
  const project = await mkdtemp(path.join(tmpdir(), "latchkey-names-"));
  onTestFinished(() => rm(project, { recursive: true }));
  for (const name of (await listMigrations("prisma/migrations")).filter((migration) => migration < MIGRATION))
    await cp(path.join("prisma/migrations", name), path.join(project, "prisma/migrations", name), { recursive: true });
  const url = await createDatabase(inject("databaseServerUrl"), `names_${deps.random.bytes(8).toString("hex")}_${users.length}`);
  await applyMigrations(url, project);
  const client = openConnection(url, "latchkey-test");
  await client.connect();
  onTestFinished(() => client.end());
  const oldKey = (text: string) => text.normalize("NFKC").trim().toLowerCase().normalize("NFKC");
  for (const [at, { username, email, confirmed }] of users.entries()) {
    await client.query(
      `INSERT INTO users (id, username, username_key, email, email_key, email_proven_at, created_at)
       VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, timestamptz '2026-01-01' + $6 * interval '1 day')`,
      [username, oldKey(username), email ?? null, email ? oldKey(email) : null, confirmed ? deps.clock.now() : null, at],
    );
  }
  await applyMigrations(url, process.cwd());
  const { rows } = await client.query<{
    username: string;
    username_key: string;
    username_skeleton: string | null;
    email_key: string | null;
  }>("SELECT username, username_key, username_skeleton, email_key FROM users ORDER BY created_at");
  return rows;
}

test("U13: existing accounts of one mailbox stay; the one that confirmed it, else the oldest, signs in with it", async () => {
  const rows = await databaseBefore([
    { username: "ada", email: "ada@bücher.example" },
    { username: "ada2", email: "ada@xn--bcher-kva.example", confirmed: true },
    { username: "bob", email: "bob@münchen.example" },
    { username: "bob2", email: "bob@xn--mnchen-3ya.example" },
    { username: "eve", email: "eve@example.com" },
    { username: "noname" },
    { username: "ольга", email: "ольга@почта.пример.example" },
    { username: "hanako", email: "hanako@例え.テスト" },
    { username: "long", email: "l@rindfleischetikettierungsüberwachung.example" },
  ]);
  expect(rows.map(({ email_key }) => email_key)).toEqual([
    null,
    "ada@xn--bcher-kva.example",
    "bob@xn--mnchen-3ya.example",
    null,
    "eve@example.com",
    null,
    identifierKey("ольга@почта.пример.example"),
    identifierKey("hanako@例え.テスト"),
    identifierKey("l@rindfleischetikettierungsüberwachung.example"),
  ]);
});

test("U12: existing names stay as they are, and block new names that look like them", async () => {
  const lookalikes = [...LOOKALIKES.keys()].map((letter, at) => `zz${letter}zz.${at + 222}`);
  const names = ["root\u034f", ".", "root", "rооt", "Barn", "vv-1", ...lookalikes];
  const rows = await databaseBefore(names.map((username) => ({ username })));
  expect(rows.map(({ username }) => username)).toEqual(names);
  expect(rows.slice(0, 6).map(({ username_skeleton }) => username_skeleton)).toEqual(["root\u034f", ".", "root", null, "bam", "w-l"]);
  for (const { username, username_skeleton } of rows.slice(6)) expect(username_skeleton, username).toBe(skeletonOf(username));
});

test("U12: an account with a name that is refused today can still sign in", async () => {
  const { id } = await deps.db.user.create({ data: { username: "tmp", usernameKey: "tmp", createdAt: deps.clock.now() } });
  await create("ada");
  const { passwordHash } = await deps.db.user.findUniqueOrThrow({ where: { usernameKey: "ada" } });
  for (const username of ["root\u034f", ".", "раypal", "a\u0330\u0331\u0332\u0333"]) {
    await deps.db.user.update({ where: { id }, data: { username, usernameKey: username.normalize("NFKC"), passwordHash } });
    expect(await enterPassword(deps, { id, username }), username).toMatchObject({ ok: true });
  }
});
