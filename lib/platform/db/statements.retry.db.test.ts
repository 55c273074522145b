import { expect, onTestFinished, test } from "vitest";
import type { Deps } from "@/lib/platform/deps";
import { createTestDatabase } from "@/lib/testing/test-database";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser } from "@/lib/testing/users";
import { retryTransaction, type Statements } from "./statements";

const rename = (tx: Statements, id: string, username: string) =>
  tx.$executeRaw`UPDATE users SET username = ${username} WHERE id = ${id}::uuid`;

/** Resolves for all callers once `count` have called. */
function meetingOf(count: number): () => Promise<void> {
  let arrived = 0;
  let open = () => {};
  const everybody = new Promise<void>((resolve) => {
    open = resolve;
  });
  return async () => {
    if (++arrived >= count) open();
    await everybody;
  };
}

type Transact = (deps: Deps, work: (tx: Statements) => Promise<void>) => Promise<void>;

test.each<[string, Transact]>([
  ["Prisma's", ({ db }, work) => db.$transaction(work)],
  ["of raw statements", ({ db }, work) => db.$rawTransaction(work)],
])("two transactions (%s) that deadlock both succeed: the one rolled back is retried", async (_which, transact) => {
  const { deps } = await createTestDeps();
  const [a, b] = [await addUser(deps, "a"), await addUser(deps, "b")];
  const meet = meetingOf(2);
  let runs = 0;
  const renameBoth = (first: string, second: string, name: string) =>
    transact(deps, async (tx) => {
      runs += 1;
      await rename(tx, first, `${name}-1`);
      await meet();
      await rename(tx, second, `${name}-2`);
    });
  await Promise.all([renameBoth(a.id, b.id, "x"), renameBoth(b.id, a.id, "y")]);
  expect(runs).toBe(3);
});

test("a serialization failure retries the whole transaction", async () => {
  const { deps } = await createTestDeps();
  const person = await addUser(deps, "a");
  const meet = meetingOf(2);
  const count = () =>
    deps.db.$transaction(
      async (tx) => {
        const { username } = await tx.user.findUniqueOrThrow({ where: { id: person.id } });
        await meet();
        await rename(tx, person.id, `${username}+`);
      },
      { isolationLevel: "Serializable" },
    );
  await Promise.all([count(), count()]);
  expect((await deps.db.user.findUniqueOrThrow({ where: { id: person.id } })).username).toBe("a++");
});

test("a lasting conflict is thrown after four attempts, other errors at once", async () => {
  const thrown = async (error: unknown) => {
    let runs = 0;
    await expect(
      retryTransaction(async () => {
        runs += 1;
        throw error;
      }),
    ).rejects.toBe(error);
    return runs;
  };
  expect(await thrown(Object.assign(new Error("deadlock detected"), { code: "40P01" }))).toBe(4);
  expect(await thrown(Object.assign(new Error("duplicate key"), { code: "P2002" }))).toBe(1);
});

test("a refused interactive transaction releases its connection", async () => {
  const { db, disconnect } = await createTestDatabase(1);
  onTestFinished(disconnect);
  const refused = db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1`;
    throw new Error("refused");
  });
  await expect(refused).rejects.toThrow("refused");
  expect(await db.user.count()).toBe(0);
});
