import { beforeEach, expect, test } from "vitest";
import type { Deps } from "@/lib/platform/deps";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { recordStatements } from "@/lib/testing/statements";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUserWithTwoFactor, CLIENT, codeNow, startAttempt, type TestUserWithTwoFactor, unwrap } from "@/lib/testing/users";
import { verifySecondFactor } from "./verify-second-factor";

const BUDGET = 12;
const TRANSACTION_CONTROL = /^(BEGIN|COMMIT|SAVEPOINT|RELEASE)/i;

let deps: Deps;
let clock: FakeClock;
let ada: TestUserWithTwoFactor;
let statements: ReturnType<typeof recordStatements>;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addUserWithTwoFactor(deps, "ada");
  clock.advance(60);
  statements = recordStatements();
});

/** The statements of a sign-in with password and code, without BEGIN and COMMIT. */
async function signInWith(code: string, browserToken?: string): Promise<{ texts: string[]; browserToken: string }> {
  statements.take();
  const attemptToken = await startAttempt(deps, ada);
  const login = unwrap(await verifySecondFactor(deps, { attemptToken, code, remember: false, browserToken, client: CLIENT }));
  return { texts: statements.take().filter((text) => !TRANSACTION_CONTROL.test(text)), browserToken: login.browserToken };
}

test(`a sign-in with password and TOTP takes ${BUDGET} statements, from a browser seen before or not`, async () => {
  const first = await signInWith(codeNow(deps, ada.secret));
  expect(first.texts, first.texts.join("\n")).toHaveLength(BUDGET);
  clock.advance(30);
  const again = await signInWith(codeNow(deps, ada.secret), first.browserToken);
  expect(again.texts, again.texts.join("\n")).toHaveLength(BUDGET);
});
