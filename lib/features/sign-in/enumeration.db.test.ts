import { beforeEach, expect, test } from "vitest";
import type { Deps } from "@/lib/platform/deps";
import { PASSWORD_ATTEMPTS } from "@/lib/policy";
import { recordStatements } from "@/lib/testing/statements";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, addUserWithTwoFactor, enterPassword, PASSWORD } from "@/lib/testing/users";

let deps: Deps;
let statements: ReturnType<typeof recordStatements>;
let hashes: number;

beforeEach(async () => {
  let clock: { now(): Date };
  ({ deps, clock } = await createTestDeps());
  const { hashing } = deps;
  deps.hashing = (work) => {
    hashes += 1;
    return hashing(work);
  };
  await addUserWithTwoFactor(deps, "protected");
  await addUser(deps, "plain", { email: "plain@example.com" });
  await addUser(deps, "disabled", { disabledAt: clock.now() });
  const { id } = await addUser(deps, "invited");
  await deps.db.user.update({ where: { id }, data: { passwordHash: null } });
  statements = recordStatements();
});

/** Returns the answer, the number of password hashes and the statements of one wrong sign-in after `before` others. */
async function trace(username: string, password: string, before: number) {
  await deps.db.throttleEntry.deleteMany();
  for (let attempt = 0; attempt < before; attempt++) await enterPassword(deps, { id: "", username }, password);
  statements.take();
  hashes = 0;
  const answer = await enterPassword(deps, { id: "", username }, password);
  return { answer, hashes, statements: statements.take().map(shape) };
}

const KINDS: [string, string][] = [
  ["nobody", "wrong"],
  ["nobody@example.com", "wrong"],
  ["protected", "wrong"],
  ["plain", "wrong"],
  ["plain@example.com", "wrong"],
  ["disabled", "wrong"],
  ["invited", PASSWORD],
];

test.each([
  ["the first attempt", 0, "wrong-credentials", 1],
  ["a later one", 3, "wrong-credentials", 1],
  ["the one that throttling begins with", PASSWORD_ATTEMPTS.freeFailures - 1, "wrong-credentials", 1],
  ["one that is throttled", PASSWORD_ATTEMPTS.freeFailures, "too-many-attempts", 0],
])(
  "I9: every account and unknown name gets the same answer after the same statements and hashes: %s",
  async (_name, before, code, count) => {
    const first = await trace("nobody", "wrong", before);
    expect(first).toMatchObject({ answer: { ok: false, problem: { code } }, hashes: count });
    expect(first.statements.length).toBeGreaterThan(1);
    for (const [username, password] of KINDS.slice(1)) {
      expect(await trace(username, password, before), username).toEqual(first);
    }
  },
);

test("I15: the right password of a disabled account takes the same statements and hashes as a wrong one", async () => {
  const first = await trace("plain", "wrong", 0);
  const disabled = await trace("disabled", PASSWORD, 0);
  expect(disabled.statements).toEqual(first.statements);
  expect(disabled.hashes).toBe(1);
  expect(disabled.answer).toMatchObject({ problem: { code: "account-disabled", retryAt: null } });
});

/** Names and addresses are looked up in different columns by the same kind of statement. */
function shape(statement: string): string {
  return statement.replaceAll("email_key", "username_key");
}
