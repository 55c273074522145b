import * as z from "zod/mini";
import type { EmailCodeProblem } from "@/lib/features/email-codes/email-codes";
import type { BudgetProblem, NextTry } from "@/lib/features/throttle/throttle";
import type { CodeProblem } from "@/lib/features/two-factor/check-code";
import { PASSWORD_MAX_LENGTH } from "@/lib/policy";

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

/** A proof as typed: a code or a password, which of them the account decides; none while an earlier one holds. */
export const proofSchema = z.object({ proof: z.optional(z.string().check(z.maxLength(PASSWORD_MAX_LENGTH, "too-long"))) });
