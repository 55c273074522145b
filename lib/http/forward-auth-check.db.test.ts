import { beforeEach, expect, onTestFinished, test } from "vitest";
import { endSession } from "@/lib/features/sessions/end-sessions";
import { issueForwardAuthToken } from "@/lib/features/sessions/session";
import { connect } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { setProcessState } from "@/lib/platform/process-state";
import { PLANTED_COOKIES_READ_MAX } from "@/lib/policy";
import { holdConnections } from "@/lib/testing/hold-connections";
import { recordStatements } from "@/lib/testing/statements";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, CLIENT, signIn } from "@/lib/testing/users";
import { credentialsOf, readVisitor } from "./forward-auth";

const TOKEN_COOKIE = "latchkey-pass_3000";
const SESSION = "latchkey-session_3000";

let deps: Deps;
let forwardAuthToken: string;
let token: string;

beforeEach(async () => {
  // Its own tokens: those refused in an earlier test are remembered for a second.
  ({ deps } = await createTestDeps(expect.getState().currentTestName));
  setProcessState("deps", { deps });
  ({ token } = await signIn(deps, await addUser(deps, "ada")));
  forwardAuthToken = issueForwardAuthToken(deps, token);
});

const visitor = async (...pairs: string[]) => (await readVisitor(credentialsOf(pairs.join("; "))))?.user.username ?? null;
const forged = (index: number) => `${TOKEN_COOKIE}=${String(index).padEnd(43, "x")}.${"y".repeat(43)}`;

async function tokenOf(username: string): Promise<{ pass: string; session: Awaited<ReturnType<typeof signIn>>["session"] }> {
  const { token: theirs, session } = await signIn(deps, await addUser(deps, username));
  return { pass: issueForwardAuthToken(deps, theirs), session };
}

test("F10: planted cookies do not hide the forward-auth token, in any order and number", async () => {
  const mine = `${TOKEN_COOKIE}=${forwardAuthToken}`;
  const many = Array.from({ length: 60 }, (_, index) => forged(index));
  for (const planted of [
    [`${TOKEN_COOKIE}=x`],
    [`${TOKEN_COOKIE}=`],
    [`${TOKEN_COOKIE}=""`],
    [TOKEN_COOKIE],
    [forged(1)],
    many,
    [`${TOKEN_COOKIE}=${token}`],
    [`a=${mine}`],
  ]) {
    expect(await visitor(...planted, mine), planted[0]).toBe("ada");
    expect(await visitor(mine, ...planted), planted[0]).toBe("ada");
  }
});

test("F10: the forward-auth token is read when sent twice, in quotes, and without spaces", async () => {
  expect(await visitor(`${TOKEN_COOKIE}=${forwardAuthToken}`, `${TOKEN_COOKIE}=${forwardAuthToken}`)).toBe("ada");
  expect(await visitor(`${TOKEN_COOKIE}="${forwardAuthToken}"`)).toBe("ada");
  expect((await readVisitor(credentialsOf(`a=b;${TOKEN_COOKIE}=${forwardAuthToken};c=d`)))?.user.username).toBe("ada");
});

test("F10: an attacker's forward-auth token does not stand in for the user's, nor does one of an ended session", async () => {
  const eve = await tokenOf("eve");
  expect(await visitor(`${TOKEN_COOKIE}=${eve.pass}`, `${TOKEN_COOKIE}=${forwardAuthToken}`)).toBeNull();
  expect(await visitor(`${TOKEN_COOKIE}=${forwardAuthToken}`, `${TOKEN_COOKIE}=${eve.pass}`)).toBeNull();
  await endSession(deps, { session: eve.session, client: CLIENT });
  expect(await visitor(`${TOKEN_COOKIE}=${eve.pass}`, `${TOKEN_COOKIE}=${forwardAuthToken}`)).toBe("ada");
});

test("F10: planted cookies cost no statement each", async () => {
  const statements = recordStatements();
  const tokens = Array.from({ length: 40 }, (_, index) => `${SESSION}=${String(index).padEnd(43, "x")}`);
  await visitor(...tokens, ...Array.from({ length: 40 }, (_, index) => forged(index)));
  expect(statements.take().length).toBeLessThanOrEqual(PLANTED_COOKIES_READ_MAX);
});

test("F9: a check is answered while requests hold every connection but the reserved ones", async () => {
  const { db, disconnect } = connect(deps.config.databaseUrl, "latchkey-test", 1, 1);
  onTestFinished(disconnect);
  setProcessState("deps", { deps: { ...deps, db } });
  const release = await holdConnections(db, 1);
  expect(await visitor(`${SESSION}=${token}`)).toBe("ada");
  expect(await visitor(`${TOKEN_COOKIE}=${forwardAuthToken}`)).toBe("ada");
  await release();
});

test("W24: a session or forward-auth token under its name without a port is still accepted, and another console's hides nothing", async () => {
  expect(await visitor(`latchkey-session=${token}`)).toBe("ada");
  expect(await visitor(`latchkey-pass=${forwardAuthToken}`)).toBe("ada");
  expect(await visitor(`latchkey-session=${"x".repeat(43)}`, `${SESSION}=${token}`)).toBe("ada");
  expect(await visitor(`latchkey-session_4000=${token}`)).toBeNull();
});
