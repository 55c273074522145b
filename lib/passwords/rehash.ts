import type { Deps } from "@/lib/platform/deps";
import { log } from "@/lib/platform/log";
import { hashPassword, isOutdatedHash } from "./hash";
import { replacePasswordHash } from "./store";

type Verified = { userId: string; passwordHash: string; password: string };

/**
 * Hashes a password that has just been verified once more where its hash is of weaker parameters than today's (OWASP ASVS 5.0
 * V11.2.2). Begun and not awaited by a sign-in: it delays none and fails none. A password set in between stays.
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
