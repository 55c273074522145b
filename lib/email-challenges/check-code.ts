import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { emailCodeHash, readTypedEmailCode } from "./code";
import { consumeChallenge, isLiveCode, voidChallenges } from "./store";
import type { Binding } from "./types";

export type CheckedEmailCode = { factor: "email_code"; consume(tx: Statements): Promise<boolean> };
export type EmailCodeProblem = { code: "malformed-email-code" } | { code: "invalid-email-code" };

/**
 * Checks a typed code against those sent for the binding, without using it up. The caller charges its budget before, and
 * calls `consume` in the transaction that grants what the code is for.
 */
export async function checkEmailCode(deps: Deps, binding: Binding, typed: string): Promise<Result<CheckedEmailCode, EmailCodeProblem>> {
  const code = readTypedEmailCode(typed);
  if (!code) return refuse({ code: "malformed-email-code" });
  const codeHash = emailCodeHash(deps.keyedHash, binding, code);
  if (!(await isLiveCode(deps.db, binding, codeHash, deps.clock.now()))) return refuse({ code: "invalid-email-code" });
  return ok({
    factor: "email_code",
    async consume(tx) {
      if (!(await consumeChallenge(tx, binding, codeHash, deps.clock.now()))) return false;
      await voidChallenges(tx, binding, deps.clock.now());
      return true;
    },
  });
}
