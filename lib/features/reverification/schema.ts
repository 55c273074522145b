import * as z from "zod/mini";
import type { EmailCodeProblem } from "@/lib/features/email-codes/email-codes";
import type { RetryTime, ThrottleProblem } from "@/lib/features/throttle/throttle";
import type { CodeProblem } from "@/lib/features/two-factor/check-code";
import { PASSWORD_MAX_LENGTH } from "@/lib/policy";

/**
 * What proves again that it is the account's owner: a TOTP or backup code where 2FA is on, else a mailed code where email
 * verification is on, else the password.
 */
export type ReverificationMethod = "two-factor-code" | "email-code" | "password";

/** What the button that asks for a mailed code sends as `intent`, in the form that the code is for. */
export const SEND_REVERIFICATION_CODE = "send-reverification-code";

export type ReverificationRequired = { code: "reverification-required"; method: ReverificationMethod };

export type FailedVerification = CodeProblem | EmailCodeProblem | { code: "wrong-password" };

export type ReverificationProblem =
  | (FailedVerification & RetryTime)
  | { code: "malformed-code" | "malformed-email-code" }
  | ThrottleProblem;

/** A proof as typed: a code or a password, which of them the account decides; none while an earlier one holds. */
export const reverificationSchema = z.object({
  reverification: z.optional(z.string().check(z.maxLength(PASSWORD_MAX_LENGTH, "too-long"))),
});
