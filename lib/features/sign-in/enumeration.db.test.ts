import { beforeEach, expect, test } from "vitest";
import type { Deps } from "@/lib/platform/deps";
import { PASSWORD_GUESSES } from "@/lib/policy";
import { addPerson, addProtectedPerson, enterPassword, PASSWORD } from "@/lib/testing/people";
import { recordStatements } from "@/lib/testing/statements";
import { createTestDeps } from "@/lib/testing/test-deps";

let deps: Deps;
let statements: ReturnType<typeof recordStatements>;

beforeEach(async () => {
  let clock: { now(): Date };
  ({ deps, clock } = await createTestDeps());
  await addProtectedPerson(deps, "protected");
  await addPerson(deps, "plain", { email: "plain@example.com" });
  await addPerson(deps, "disabled", { disabledAt: clock.now() });
  const { id } = await addPerson(deps, "invited");
  await deps.db.user.update({ where: { id }, data: { passwordHash: null } });
  statements = recordStatements();
});

/** What is answered, and which statements the database sees, for one wrong sign-in after `before` others. */
async function trace(username: string, password: string, before: number) {
  await deps.db.guessBudget.deleteMany();
  for (let tries = 0; tries < before; tries++) await enterPassword(deps, { id: "", username }, password);
  statements.take();
  const answer = await enterPassword(deps, { id: "", username }, password);
  return { answer, statements: statements.take().map(shape) };
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
  ["the first try", 0, "wrong-credentials"],
  ["a later one", 3, "wrong-credentials"],
  ["the one that a wait begins with", PASSWORD_GUESSES.freeFailures - 1, "wrong-credentials"],
  ["one that has to wait", PASSWORD_GUESSES.freeFailures, "too-many-tries"],
])("I9: whoever is named gets the same answer after the same statements: %s", async (_name, before, code) => {
  const first = await trace("nobody", "wrong", before);
  expect(first.answer).toMatchObject({ ok: false, problem: { code } });
  expect(first.statements.length).toBeGreaterThan(1);
  for (const [username, password] of KINDS.slice(1)) {
    expect(await trace(username, password, before), username).toEqual(first);
  }
});

test("I15: the right password of a disabled account takes the same statements as a wrong one", async () => {
  const first = await trace("plain", "wrong", 0);
  const disabled = await trace("disabled", PASSWORD, 0);
  expect(disabled.statements).toEqual(first.statements);
  expect(disabled.answer).toMatchObject({ problem: { code: "account-disabled", retryAt: null } });
});

/** Names and addresses are looked up in different columns by the same kind of statement. */
function shape(statement: string): string {
  return statement.replaceAll("email_key", "username_key");
}
