import * as z from "zod/mini";
import type { EmailCodeProblem } from "@/lib/features/email-codes/email-codes";
import type { RetryTime, ThrottleProblem } from "@/lib/features/throttle/throttle";
import type { CodeProblem } from "@/lib/features/two-factor/check-code";
import { PASSWORD_MAX_LENGTH } from "@/lib/policy";

/**
 * How the user is reverified: by a TOTP or backup code where 2FA is on, else an emailed code where email verification is on, else the
 * password.
 */
export type ReverificationMethod = "two-factor-code" | "email-code" | "password";

/** The intent of the button that requests an emailed code, in the form that the code is for. */
export const SEND_REVERIFICATION_CODE = "send-reverification-code";

/**
 * Whether that button sent the form. No other button of such a form has an `intent`, so one of any value counts: a page from before an
 * update may name another, and its form must not be submitted instead.
 */
export function asksForReverificationCode({ intent }: { intent?: string | undefined }): boolean {
  return Boolean(intent);
}

export type ReverificationRequired = { code: "reverification-required"; method: ReverificationMethod };

export type FailedVerification = CodeProblem | EmailCodeProblem | { code: "wrong-password" };

export type ReverificationProblem =
  | (FailedVerification & RetryTime)
  | { code: "malformed-code" | "malformed-email-code" }
  | ThrottleProblem;

/** The input of a reverification: a code or a password, depending on the account; none while an earlier one is recent. */
export const reverificationSchema = z.object({
  reverification: z.optional(z.string().check(z.maxLength(PASSWORD_MAX_LENGTH, "too-long"))),
});
