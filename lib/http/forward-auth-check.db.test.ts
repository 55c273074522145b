import { beforeEach, expect, test } from "vitest";
import { endSession } from "@/lib/features/sessions/end-sessions";
import { issuePass } from "@/lib/features/sessions/session";
import type { Deps } from "@/lib/platform/deps";
import { PLANTED_COOKIES_READ_MAX } from "@/lib/policy";
import { addPerson, CLIENT, signIn } from "@/lib/testing/people";
import { recordStatements } from "@/lib/testing/statements";
import { createTestDeps } from "@/lib/testing/test-deps";
import { credentialsOf, readVisitor } from "./forward-auth";

const PASS = "latchkey-pass_3000";
const SESSION = "latchkey-session_3000";

let deps: Deps;
let pass: string;
let token: string;

beforeEach(async () => {
  // Tokens of its own: what a test before has seen refused is remembered for a second.
  ({ deps } = await createTestDeps(expect.getState().currentTestName));
  Object.assign(globalThis, { latchkeyDeps: deps, latchkeyChecks: { direct: deps.direct, disconnect: async () => {} } });
  ({ token } = await signIn(deps, await addPerson(deps, "ada")));
  pass = issuePass(deps, token);
});

const visitor = async (...pairs: string[]) => (await readVisitor(credentialsOf(pairs.join("; "))))?.user.username ?? null;
const forged = (index: number) => `${PASS}=${String(index).padEnd(43, "x")}.${"y".repeat(43)}`;

async function passOf(username: string): Promise<{ pass: string; session: Awaited<ReturnType<typeof signIn>>["session"] }> {
  const { token: theirs, session } = await signIn(deps, await addPerson(deps, username));
  return { pass: issuePass(deps, theirs), session };
}

test("F10: cookies planted beside the pass do not hide it, in any order and number", async () => {
  const mine = `${PASS}=${pass}`;
  const many = Array.from({ length: 60 }, (_, index) => forged(index));
  for (const planted of [[`${PASS}=x`], [`${PASS}=`], [`${PASS}=""`], [PASS], [forged(1)], many, [`${PASS}=${token}`], [`a=${mine}`]]) {
    expect(await visitor(...planted, mine), planted[0]).toBe("ada");
    expect(await visitor(mine, ...planted), planted[0]).toBe("ada");
  }
});

test("F10: the pass is read twice, in quotes, and without spaces", async () => {
  expect(await visitor(`${PASS}=${pass}`, `${PASS}=${pass}`)).toBe("ada");
  expect(await visitor(`${PASS}="${pass}"`)).toBe("ada");
  expect((await readVisitor(credentialsOf(`a=b;${PASS}=${pass};c=d`)))?.user.username).toBe("ada");
});

test("F10: an attacker's own pass does not stand in for the user's, nor does one of a session that has ended", async () => {
  const eve = await passOf("eve");
  expect(await visitor(`${PASS}=${eve.pass}`, `${PASS}=${pass}`)).toBeNull();
  expect(await visitor(`${PASS}=${pass}`, `${PASS}=${eve.pass}`)).toBeNull();
  await endSession(deps, { session: eve.session, client: CLIENT });
  expect(await visitor(`${PASS}=${eve.pass}`, `${PASS}=${pass}`)).toBe("ada");
});

test("F10: planted cookies cost no statement each", async () => {
  const statements = recordStatements();
  const tokens = Array.from({ length: 40 }, (_, index) => `${SESSION}=${String(index).padEnd(43, "x")}`);
  await visitor(...tokens, ...Array.from({ length: 40 }, (_, index) => forged(index)));
  expect(statements.take().length).toBeLessThanOrEqual(PLANTED_COOKIES_READ_MAX);
});

test("W24: a session or pass under its name without a port is still known, and another console's hides nothing", async () => {
  expect(await visitor(`latchkey-session=${token}`)).toBe("ada");
  expect(await visitor(`latchkey-pass=${pass}`)).toBe("ada");
  expect(await visitor(`latchkey-session=${"x".repeat(43)}`, `${SESSION}=${token}`)).toBe("ada");
  expect(await visitor(`latchkey-session_4000=${token}`)).toBeNull();
});
