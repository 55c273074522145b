import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { emailCodeHash, readTypedEmailCode } from "./code";
import { settingsOf } from "./settings-of";
import { consumeChallenge, takeTry, voidChallenges } from "./store";
import type { SettingsWithAddress } from "./types";

type TryProblem = { code: "malformed-email-code" } | { code: "no-address-to-prove" };

const bindingOf = (sessionId: string) => ({ purpose: "address", sessionId }) as const;

/** Takes a try from the codes sent to the new address, committed before the typed one is looked at. */
export async function takeAddressTry(deps: Deps, sessionId: string, typed: string): Promise<Result<{ triesLeft: number }, TryProblem>> {
  if (readTypedEmailCode(typed) === null) return refuse({ code: "malformed-email-code" });
  const triesLeft = await takeTry(deps.db, bindingOf(sessionId), deps.clock.now());
  return triesLeft === null ? refuse({ code: "no-address-to-prove" }) : ok({ triesLeft });
}

/** Uses the code up: the address that it was sent to, once, else null. */
export async function consumeAddressCode(
  deps: Deps,
  tx: Transaction,
  sessionId: string,
  typed: string,
): Promise<{ address: string; settings: SettingsWithAddress } | null> {
  const binding = bindingOf(sessionId);
  const codeHash = emailCodeHash(deps.keyedHash, binding, readTypedEmailCode(typed) ?? "");
  const challenge = await consumeChallenge(tx, binding, codeHash, deps.clock.now());
  if (!challenge) return null;
  await voidChallenges(tx, binding, deps.clock.now());
  return { address: challenge.address, settings: settingsOf(challenge) };
}
