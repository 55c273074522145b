import type { CommanderError } from "commander";
import { expect, test, vi } from "vitest";
import { setPassword } from "@/lib/features/account/one-time-links";
import { listEvents } from "@/lib/features/audit/events";
import { consumeAttempt } from "@/lib/features/throttle/throttle";
import type { Deps } from "@/lib/platform/deps";
import { PASSWORD_ATTEMPTS, PASSWORD_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import { fuzzCommandLine } from "@/lib/testing/fuzz-command-line";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, addUserWithTwoFactor, CLIENT } from "@/lib/testing/users";
import { createProgram } from "./program";
import type { Answer, Run } from "./subcommand";

/** Runs the command line with these arguments. */
async function answerTo(deps: Deps, ...words: string[]): Promise<Answer> {
  const answers: Answer[] = [];
  const run: Run = async (_options, work) => {
    answers.push(await work({ deps, sharedWithServer: true, applied: [], database: "the database of the tests" }));
  };
  await createProgram(run).parseAsync(words, { from: "user" });
  const [answer] = answers;
  if (!answer) throw new Error("the verb has not answered");
  return answer;
}

test("W14: every command line succeeds or fails with a one-line message", async () => {
  const { deps } = await createTestDeps();
  await addUserWithTwoFactor(deps, "ada");
  await addUser(deps, "grace", { email: "grace@example.com", admin: true });
  await fuzzCommandLine(deps, ["ada", "ADA", "grace", "grace@example.com"], 100);
});

test("create-user without a password makes a link that sets one, once, and is in the audit log", async () => {
  const { deps, clock } = await createTestDeps();
  const { text, json } = await answerTo(deps, "create-user", "--username", "Ada", "--email", "ada@example.com", "--admin");
  const { link } = json as { link: string };
  expect(json).toMatchObject({ username: "Ada", admin: true });
  expect(text).toContain(`within ${PASSWORD_LINK_LIFETIME_SECONDS / 3600} hours:\n${link}`);
  expect(await deps.db.mailMessage.count(), "the operator passes the link on").toBe(0);
  const token = new URL(link).searchParams.get("token") ?? "";
  const { id } = await deps.db.user.findFirstOrThrow({ where: { username: "Ada" } });
  expect((await listEvents(deps, id, 5)).map(({ type, actor }) => [type, actor])).toEqual([
    ["password-link-issued", null],
    ["user-created", null],
  ]);
  const password = "lantern quiet osprey 71 bridge";
  clock.advance(PASSWORD_LINK_LIFETIME_SECONDS - 1);
  expect(await setPassword(deps, { token, password, client: CLIENT })).toMatchObject({ ok: true });
  expect(await setPassword(deps, { token, password, client: CLIENT })).toMatchObject({ problem: { code: "link-invalid" } });
  expect((await answerTo(deps, "create-user", "--username", "bob", "--password", password)).json).toMatchObject({ link: null });
  await expect(answerTo(deps, "create-user", "--username", "ADA")).rejects.toThrow("This username is taken");
});

test("create-user warns when its link works on this machine only", async () => {
  const { deps } = await createTestDeps();
  const withoutUrl = { ...deps, config: { ...deps.config, appUrlIsSet: false } };
  expect((await answerTo(withoutUrl, "create-user", "--username", "ada", "--json")).warning).toMatch(
    /^Warning: the link .*APP_URL is not set/,
  );
  expect((await answerTo(deps, "create-user", "--username", "grace", "--json")).warning).toBeUndefined();
  const withPassword = ["create-user", "--username", "bob", "--password", "lantern quiet osprey 71 bridge"];
  expect((await answerTo(withoutUrl, ...withPassword)).warning).toBeUndefined();
});

const VERBS = createProgram(async () => {}).commands.map((command) => command.name());

/** Returns commander's exit code and discards its output. */
async function exitCodeOf(...words: string[]): Promise<number | undefined> {
  const program = createProgram(async () => {});
  for (const command of [program, ...program.commands]) command.configureOutput({ writeOut: () => {}, writeErr: () => {} });
  return program.parseAsync(words, { from: "user" }).then(
    () => undefined,
    (error: CommanderError) => error.exitCode,
  );
}

test.each(VERBS)("%s has --help and --json, and refuses an option that it does not have", async (verb) => {
  expect(
    createProgram(async () => {})
      .commands.find((command) => command.name() === verb)
      ?.helpInformation(),
  ).toContain("--json");
  expect(await exitCodeOf(verb, "--help")).toBe(0);
  expect(await exitCodeOf(verb, "--no-such-option")).toBe(1);
  expect(await exitCodeOf(verb, "--josn", "ada", "ada")).toBe(1);
  expect(await exitCodeOf("no-such-verb")).toBe(1);
});

test("a password with control characters is refused before anything is opened", async () => {
  const run: Run = () => Promise.reject(new Error("the database was opened"));
  for (const password of ["a\nb", "tab\there", "bell\u0007", ""])
    await expect(
      createProgram(run).parseAsync(["create-user", "--username", "ada", "--password", password], { from: "user" }),
    ).rejects.toThrow(/^The password must have/);
});

test("rotate-keys with a single key explains how to add one", async () => {
  const { deps } = await createTestDeps();
  for (const [keys, how] of [
    ["", "npm run admin -- rotate-keys --new-key creates a new one"],
    ["k1:given", "put a new one in front of it in ENCRYPTION_KEYS"],
  ]) {
    vi.stubEnv("DATABASE_URL", "");
    vi.stubEnv("ENCRYPTION_KEYS", keys);
    expect((await answerTo(deps, "rotate-keys")).text).toContain(`nothing to rotate from: ${how}`);
  }
  const [key] = deps.config.encryptionKeys;
  if (key) deps.config.encryptionKeys.push({ ...key, id: "older" });
  expect((await answerTo(deps, "rotate-keys")).text).not.toContain("nothing to rotate from");
  vi.unstubAllEnvs();
});

test("show-user shows until when an account is throttled, and how to unlock it", async () => {
  const { deps, clock } = await createTestDeps();
  const { id } = await addUser(deps, "ada");
  const attempt = { secret: "password", target: { userId: id }, browserId: null } as const;
  for (let failures = 0; failures < PASSWORD_ATTEMPTS.freeFailures; failures++) {
    expect((await answerTo(deps, "show-user", "ada")).json).toMatchObject({ username: "ada", throttles: [] });
    await consumeAttempt(deps, { ...attempt, ip: `192.0.2.${failures}` });
  }
  const until = new Date(clock.now().getTime() + PASSWORD_ATTEMPTS.firstDelaySeconds * 1000);
  const { text, json } = await answerTo(deps, "show-user", "ada");
  expect(text).toContain(
    `Throttled after too many incorrect passwords, until ${until.toISOString()}; to end it: npm run admin -- unlock ada`,
  );
  expect(json).toMatchObject({ throttles: [{ secret: "password", knownBrowser: false, until }] });
  clock.advance(PASSWORD_ATTEMPTS.firstDelaySeconds);
  expect((await answerTo(deps, "show-user", "ada")).text).not.toContain("Throttled");
});

test("V16.4.1: data from the database cannot forge lines or colors on an operator's terminal", async () => {
  const { deps } = await createTestDeps();
  const { id } = await addUser(deps, "ada");
  const email = 'a\u001b[2J\u009b31m\nAdministrator:      yes\u202e"@example.com';
  await deps.db.user.update({ where: { id }, data: { email } });
  for (const args of [["show-user", "ada"], ["list-users"]]) {
    const { text } = await answerTo(deps, ...args);
    expect(text).toContain("a\\u001b[2J\\u009b31m\\u000aAdministrator:      yes\\u202e");
    expect(text).not.toMatch(/^Administrator: {6}yes/m);
    for (const character of ["\u001b", "\u009b", "\u202e"]) expect(text).not.toContain(character);
  }
});
