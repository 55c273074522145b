import { hash } from "@node-rs/argon2";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { hashPassword, rehashOutdated, verifyPassword } from "@/lib/features/passwords/hash";
import type { Deps } from "@/lib/platform/deps";
import { log } from "@/lib/platform/log";
import { PASSWORD_ATTEMPTS } from "@/lib/policy";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, enterPassword, PASSWORD, type TestUser } from "@/lib/testing/users";

/** A third of the memory and half of the passes of the 2026 parameters, as an older version could have left. */
const WEAK = { algorithm: 2, memoryCost: 7168, timeCost: 1, parallelism: 1 };
const CURRENT = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;

let deps: Deps;
let ada: TestUser;
let weakHash: string;

beforeEach(async () => {
  ({ deps } = await createTestDeps());
  ada = await addUser(deps, "ada");
  weakHash = await hash(PASSWORD, WEAK);
  await keep(weakHash);
});

const keep = (passwordHash: string) => deps.db.user.update({ where: { id: ada.id }, data: { passwordHash } });
const kept = async () => (await deps.db.user.findUniqueOrThrow({ where: { id: ada.id } })).passwordHash ?? "";

test("P7: a sign-in replaces a hash of weaker parameters, and the password still signs in", async () => {
  expect((await enterPassword(deps, ada)).ok).toBe(true);
  await vi.waitFor(async () => expect(await kept()).toMatch(CURRENT), 10_000);
  expect((await enterPassword(deps, ada)).ok).toBe(true);
});

test("P7: a wrong password replaces nothing, and neither does a sign-in with today's parameters", async () => {
  expect((await enterPassword(deps, ada, "not the password")).ok).toBe(false);
  expect(await kept()).toBe(weakHash);
  const current = await hashPassword(deps, PASSWORD);
  await keep(current);
  expect((await enterPassword(deps, ada)).ok).toBe(true);
  await rehashOutdated(deps, { userId: ada.id, passwordHash: current, password: PASSWORD });
  expect(await kept()).toBe(current);
});

test("P7: a password changed in between wins over the new hash of the old one", async () => {
  const changed = await hashPassword(deps, "a longer way to say it");
  await keep(changed);
  await rehashOutdated(deps, { userId: ada.id, passwordHash: weakHash, password: PASSWORD });
  expect(await kept()).toBe(changed);
});

test("P7: sign-ins at the same moment as the replacement all succeed", async () => {
  // Fewer than the free failures of unknown browsers: more at one moment would be throttled, right or not.
  const results = await Promise.all(Array.from({ length: PASSWORD_ATTEMPTS.freeFailures - 1 }, () => enterPassword(deps, ada)));
  expect(results.map(({ ok }) => ok)).toEqual(results.map(() => true));
  await vi.waitFor(async () => expect(await kept()).toMatch(CURRENT), 10_000);
  expect(await verifyPassword(deps, await kept(), PASSWORD)).toBe(true);
});

test("P7: a sign-in succeeds when the hash was replaced after the account was read, and fails when the password was changed", async () => {
  const replaceWhileVerifying = (passwordHash: string) => {
    let first = true;
    const hashing = <T>(work: () => Promise<T>) =>
      deps.hashing(async () => {
        if (first) {
          first = false;
          await keep(passwordHash);
        }
        return work();
      });
    return { ...deps, hashing };
  };
  expect((await enterPassword(replaceWhileVerifying(await hashPassword(deps, PASSWORD)), ada)).ok).toBe(true);
  const changed = await hashPassword(deps, "a longer way to say it");
  expect(await enterPassword(replaceWhileVerifying(changed), ada)).toMatchObject({ ok: false, problem: { code: "wrong-credentials" } });
});

test("P7: a replacement that fails is logged and fails no sign-in", async () => {
  const warn = vi.spyOn(log, "warn").mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  const broken = { ...deps, db: { ...deps.db, user: { updateMany: () => Promise.reject(new Error("read-only")) } } } as unknown as Deps;
  await rehashOutdated(broken, { userId: ada.id, passwordHash: weakHash, password: PASSWORD });
  expect(warn).toHaveBeenCalledOnce();
  expect(await kept()).toBe(weakHash);
});
