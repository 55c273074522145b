import { hash, type Options, verify } from "@node-rs/argon2";
import type { Deps } from "@/lib/platform/deps";
import { log } from "@/lib/platform/log";
import { ARGON2_LANES, ARGON2_MEMORY_KIB, ARGON2_PASSES } from "@/lib/policy";
import { findPasswordHash, replacePasswordHash } from "./store";

// Algorithm 2 is argon2id; the package's enum is ambient and cannot be imported under isolatedModules.
const OPTIONS: Options = { algorithm: 2, memoryCost: ARGON2_MEMORY_KIB, timeCost: ARGON2_PASSES, parallelism: ARGON2_LANES };

/** A hash that matches no password: verified when there is no account, so that timing does not reveal accounts. */
const ABSENT_HASH = "$argon2id$v=19$m=19456,t=2,p=1$dsGnAp0mEAqd5HlVufJLCA$2vd6JUwr3r3y2Y+JZtXbLaptp0xZ/CG6zKihDx3A/gw";

type Hashing = Pick<Deps, "hashing">;

/** Returns the argon2id PHC string of `password` (NFKC, which covers the NFC of NIST SP 800-63B-4 section 3.1.1.2), off the event loop, queued. */
export function hashPassword({ hashing }: Hashing, password: string): Promise<string> {
  return hashing(() => hash(password.normalize("NFKC"), OPTIONS));
}

/** Whether `password` matches `passwordHash`. `null` does the same work and returns false. */
export async function verifyPassword({ hashing }: Hashing, passwordHash: string | null, password: string): Promise<boolean> {
  const matches = await hashing(() => verify(passwordHash ?? ABSENT_HASH, password.normalize("NFKC")));
  return matches && passwordHash !== null;
}

const ARGON2_VERSION = 19;

/** Whether a hash has another algorithm, an older version, less memory or fewer passes than a new one. */
export function isOutdatedHash(passwordHash: string): boolean {
  const [, version, memoryKib, passes] = /^\$argon2id\$v=(\d+)\$m=(\d+),t=(\d+),p=\d+\$/.exec(passwordHash)?.map(Number) ?? [];
  if (version === undefined || memoryKib === undefined || passes === undefined) return true;
  return version < ARGON2_VERSION || memoryKib < ARGON2_MEMORY_KIB || passes < ARGON2_PASSES;
}

/** Whether `password` is that of the account. The caller counts the attempt before. */
export async function checkPassword(deps: Deps, userId: string, password: string): Promise<boolean> {
  return verifyPassword(deps, await findPasswordHash(deps.db, userId), password);
}

type Verified = { userId: string; passwordHash: string; password: string };

/**
 * Replaces the hash of a password that has just been verified when its parameters are weaker than the current ones (OWASP ASVS 5.0
 * V11.2.2). A sign-in starts it without waiting: it delays and fails no sign-in. A password set in between stays.
 */
export async function rehashOutdated(deps: Deps, { userId, passwordHash, password }: Verified): Promise<void> {
  if (!isOutdatedHash(passwordHash)) return;
  try {
    await replacePasswordHash(deps.db, userId, passwordHash, await hashPassword(deps, password));
  } catch (error) {
    log.warn(
      { userId, reason: (error as Error).message },
      "a password could not be hashed with today's parameters; the next sign-in does it",
    );
  }
}
