import { expect, test } from "vitest";
import { connectToServerDatabase } from "@/e2e/support/database";
import { isReady, processesOn, startReadyApp } from "../support/app";
import { admin } from "../support/command-line";
import { newDataDir } from "../support/data-dir";

const PASSWORD = "correct horse battery";

test("commands work beside a running console and take effect at once", async () => {
  const dataDir = await newDataDir();
  const app = await startReadyApp({ dataDir });
  const created = await admin(
    dataDir,
    ["create-user", "--username", "Ada", "--password-stdin", "--email", "ada@example.com", "--json"],
    `${PASSWORD}\n`,
  );
  expect(JSON.parse(created.out)).toMatchObject({
    username: "Ada",
    email: "ada@example.com",
    admin: false,
    disabled: false,
    twoFactor: { state: "not-enabled", confirmedAt: null },
    backupCodesLeft: 0,
  });
  expect((await admin(dataDir, ["disable-user", "ada@example.com"])).out).toMatch(/^"Ada" is disabled\b/);
  expect(JSON.parse((await admin(dataDir, ["show-user", "ADA", "--json"])).out)).toMatchObject({ disabled: true });
  expect(JSON.parse((await admin(dataDir, ["enable-user", "ada", "--json"])).out)).toMatchObject({ disabled: false });
  expect(JSON.parse((await admin(dataDir, ["revoke-sessions", "ada", "--json"])).out)).toMatchObject({ username: "Ada", sessionsEnded: 0 });
  expect((await admin(dataDir, ["reset-2fa", "ada"])).code).toBe(0);
  expect((await admin(dataDir, ["unlock", "ada"])).out).toBe('"Ada" has no failed attempts, so nothing was changed\n');
  const verification = await admin(dataDir, ["turn-off-email-verification", "ada"]);
  expect(verification.out).toBe('Email login verification is off for "Ada", as before\n');
  expect(JSON.parse((await admin(dataDir, ["verify-audit-log", "--json"])).out)).toMatchObject({ checked: 5, damage: [] });
  const { db, disconnect } = await connectToServerDatabase(dataDir);
  await db.$executeRaw`ALTER TABLE audit_events DISABLE TRIGGER append_only`;
  await db.$executeRaw`DELETE FROM audit_events WHERE type = 'user-disabled'`;
  await disconnect();
  expect(await admin(dataDir, ["verify-audit-log"])).toEqual({
    code: 1,
    out: "",
    errorLines: [expect.stringMatching(/^The audit log is damaged: chain \d+, entry 2: removed, the entry is missing$/)],
  });
  expect(await isReady(app.url)).toBe(true);
});

test("commands work without a console and leave nothing running", async () => {
  const dataDir = await newDataDir();
  expect(await admin(dataDir, ["list-users"])).toMatchObject({ code: 1, errorLines: [expect.stringContaining("There is no database in")] });
  expect((await admin(dataDir, ["create-user", "--username", "root", "--password", PASSWORD, "--admin"])).code).toBe(0);
  const listed = JSON.parse((await admin(dataDir, ["list-users", "--json"])).out);
  expect(listed.users).toEqual([expect.objectContaining({ username: "root", admin: true })]);
  expect(JSON.parse((await admin(dataDir, ["list-users", "--state", "expired", "--json"])).out)).toEqual({ users: [] });
  expect(await processesOn(dataDir)).toEqual([]);

  const refused = await admin(dataDir, ["show-user", "rot"]);
  expect(refused).toEqual({
    code: 1,
    out: "",
    errorLines: [`There is no user "rot" in the embedded database in ${dataDir}; did you mean root?`],
  });
  expect((await admin(dataDir, ["create-user", "--username", "ROOT", "--password", PASSWORD])).errorLines).toEqual([
    "This username is taken",
  ]);
  expect((await admin(dataDir, ["create-user", "--username", "bob", "--password", "short"])).code).toBe(1);
  const weak = await admin(dataDir, ["create-user", "--username", "roberta", "--password", "Roberta12345678"]);
  expect(weak).toMatchObject({ code: 1, errorLines: [expect.stringContaining("too similar to the username")] });
});

test.each([
  [["show-user"]],
  [["no-such-verb"]],
  [["list-users", "--state", "bogus"]],
  [["create-user", "--username", "a b", "--password", PASSWORD]],
])("%j is bad usage: exit code 2, nothing on standard output", async (args) => {
  expect(await admin(await newDataDir(), args)).toMatchObject({ code: 2, out: "" });
});

test.each([
  ...["create-user", "list-users", "show-user", "reset-2fa", "disable-user", "enable-user", "revoke-sessions"],
  "turn-off-email-verification",
])("%s --help succeeds and names --json", async (verb) => {
  const help = await admin(await newDataDir(), [verb, "--help"]);
  expect(help.code).toBe(0);
  expect(help.out).toContain("--json");
});
