import { afterAll, beforeAll, expect, test } from "vitest";
import { type AppOfFile, startAppOfFile } from "../support/app-of-file";
import { addUser } from "../support/database";
import { waitFor } from "../support/wait-for";

let running: AppOfFile;
beforeAll(async () => {
  running = await startAppOfFile();
});
afterAll(() => running.close());

/** Requests the page, removes the user once its session was read, and then lets the page continue. */
async function removeWhileLoading(path: string) {
  const { db } = running.database;
  const user = await addUser(running.database);
  const cookie = await running.signIn(user);
  return db.$transaction(
    async (tx) => {
      // Read by every page of settings, after the session.
      await tx.$executeRaw`LOCK TABLE totp_secrets IN ACCESS EXCLUSIVE MODE`;
      const loading = running.send({ path, headers: { cookie } });
      await waitFor("the page to wait for the lock", async () => {
        const [row] = await tx.$queryRaw<{ waiting: number }[]>`SELECT count(*)::int AS waiting FROM pg_locks
          WHERE relation = 'totp_secrets'::regclass AND NOT granted`;
        return (row?.waiting ?? 0) > 0;
      });
      await tx.user.delete({ where: { id: user.id } });
      return { loading };
    },
    { timeout: 60_000 },
  );
}

test.each(["/", "/settings", "/settings/security"])(
  "a user who is removed while %s loads is signed out, and nothing is logged",
  async (path) => {
    const { loading } = await removeWhileLoading(path);
    const { status, headers, text } = await loading;
    const target = headers.location ?? /url=([^"]+)"/.exec(text)?.[1];
    expect([status, target]).toEqual([307, expect.stringMatching(/^\/login\?/)]);
    expect(running.app.output()).not.toMatch(/"level":[56]0/);
  },
);
