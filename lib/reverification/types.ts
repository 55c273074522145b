import type { EmailCodeProblem } from "@/lib/email-challenges/check-code";
import type { BudgetProblem, NextTry } from "@/lib/guess-budget/types";
import type { CodeProblem } from "@/lib/two-factor/check-code";

/**
 * What proves again that it is the account's owner: a TOTP or backup code where 2FA is on, else a mailed code where email
 * verification is on, else the password.
 */
export type ProofMethod = "two-factor-code" | "email-code" | "password";

/** What the button that asks for a mailed code sends as `intent`, in the form that the code is for. */
export const SEND_PROOF_CODE = "send-proof-code";

export type ProofRequired = { code: "reverification-required"; method: ProofMethod };

export type WrongProof = CodeProblem | EmailCodeProblem | { code: "wrong-password" };

export type ProofProblem = (WrongProof & NextTry) | { code: "malformed-code" | "malformed-email-code" } | BudgetProblem;
