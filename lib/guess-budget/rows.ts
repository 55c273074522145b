import type { KeyedHash } from "@/lib/platform/crypto/keyed-hash";
import type { GuessedSecret, GuessScope } from "@/lib/platform/db/generated/enums";
import { UNKNOWN_ADDRESS } from "@/lib/platform/http/client-address";
import { ADDRESS_GUESSES, type GuessLimit, PASSWORD_GUESSES, SECOND_FACTOR_GUESSES } from "@/lib/policy";
import { addressPrefix } from "./address-prefix";
import type { Guess } from "./types";

export type WantedRow = GuessLimit & { scope: GuessScope; subject: string; userId: string | null };

const LIMIT_OF: Record<GuessedSecret, GuessLimit> = { password: PASSWORD_GUESSES, second_factor: SECOND_FACTOR_GUESSES };

/**
 * What a guess is taken from. A browser that the account has signed in with has a row of its own, so that strangers cannot
 * delay it (OWASP, device cookies); all others share the account's row, and are counted by where they come from as well.
 */
export function rowsFor({ secret, guessed, browserId, ip }: Guess, keyedHash: KeyedHash): WantedRow[] {
  const userId = "userId" in guessed ? guessed.userId : null;
  const limit = LIMIT_OF[secret];
  if (browserId) return [{ scope: "browser", subject: browserId, userId, ...limit }];
  const subject = "userId" in guessed ? guessed.userId : keyedHash("guessed-name", guessed.unknownName);
  const account: WantedRow = { scope: "account", subject, userId, ...limit };
  // An unknown address is no network: one row for all of them would let one client throttle every other.
  if (ip === UNKNOWN_ADDRESS) return [account];
  return [{ scope: "address", subject: addressPrefix(ip), userId: null, ...ADDRESS_GUESSES }, account];
}
