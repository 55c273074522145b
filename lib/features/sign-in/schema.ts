import * as z from "zod/mini";
import { emailCodeSchema } from "@/lib/features/email-codes/schema";
import { passwordInputSchema } from "@/lib/features/passwords/schema";
import { codeInputSchema, secondFactorSchema } from "@/lib/features/two-factor/schema";
import { checkboxSchema, readPasted } from "@/lib/platform/text/form-input";
import { EMAIL_MAX_LENGTH } from "@/lib/policy";

export const loginSchema = z.object({
  identifier: z.string().check(
    z.trim(),
    z.maxLength(EMAIL_MAX_LENGTH, { error: "too-long", abort: true }),
    z.refine((entered) => readPasted(entered) !== "", "required"),
  ),
  password: passwordInputSchema,
  remember: checkboxSchema,
});

/** The second step; the attempt alone knows which kind of code is due. */
export const verifySchema = z.object({ code: codeInputSchema, remember: checkboxSchema });

/** The same for the browser, whose form knows it. */
export const verifySecondFactorSchema = z.object({ code: secondFactorSchema, remember: checkboxSchema });
export const verifyEmailCodeSchema = z.object({ code: emailCodeSchema, remember: checkboxSchema });

/** The closed set of results that the URL of the sign-in page can name. */
export const loginNoticeSchema = z.enum([
  "account-created",
  "password-set",
  "signed-out",
  "session-ended",
  "sign-in-expired",
  "cookies-not-kept",
  "application-not-reached",
]);
export type LoginNotice = z.infer<typeof loginNoticeSchema>;
