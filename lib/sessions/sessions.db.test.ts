import { beforeEach, expect, test } from "vitest";
import type { Deps } from "@/lib/platform/deps";
import { SESSION_LAST_SEEN_RESOLUTION_SECONDS } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { addPerson, CLIENT, signIn } from "@/lib/testing/people";
import { createTestDeps } from "@/lib/testing/test-deps";
import { endSession } from "./end-session";
import { issuePass, readPass } from "./pass";
import { readSession } from "./read-session";

let deps: Deps;
let clock: FakeClock;
let token: string;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ({ token } = await signIn(deps, await addPerson(deps, "ada", { email: "ada@example.com" })));
});

/** The same, counting the statements, with a client that fails whoever asks anything another way. */
function counted(): { deps: Deps; statements: string[] } {
  const statements: string[] = [];
  const refusing = new Proxy(deps.db, {
    get: () => {
      throw new Error("not by a prepared statement");
    },
  });
  const prepared: Deps["prepared"] = (statement, values) => {
    statements.push(statement.name);
    return deps.prepared(statement, values);
  };
  return { deps: { ...deps, db: refusing, prepared }, statements };
}

test("a check of a session, or of its pass, is one statement, and a second one at most once a minute", async () => {
  const { deps: counting, statements } = counted();
  const session = await readSession(counting, token);
  expect(session).toMatchObject({ user: { username: "ada", email: "ada@example.com", admin: false }, factors: ["password"] });
  expect(await readPass(counting, issuePass(deps, token))).toEqual(session);
  expect(statements).toEqual(["live-session", "live-session"]);
  clock.advance(SESSION_LAST_SEEN_RESOLUTION_SECONDS);
  await readSession(counting, token);
  await readSession(counting, token);
  expect(statements.slice(2)).toEqual(["live-session", "touch-session", "live-session"]);
  expect((await deps.db.session.findFirstOrThrow()).lastSeenAt).toEqual(clock.now());
});

test("F7: a pass opens what its session opens, as long as that lives, and nothing else makes one", async () => {
  const pass = issuePass(deps, token);
  const { tokenHash } = await deps.db.session.findFirstOrThrow();
  const session = await readPass(deps, pass);
  if (!session) throw new Error("the pass cannot be read");
  expect(await readSession(deps, pass)).toBeNull();
  for (const forged of ["", ".", tokenHash, `${tokenHash}.`, `${tokenHash}.${tokenHash}`, `${pass}x`, pass.slice(0, -1), token]) {
    expect(await readPass(deps, forged), forged).toBeNull();
  }
  await endSession(deps, { session, client: CLIENT });
  expect(await readPass(deps, pass)).toBeNull();
});
