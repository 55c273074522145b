import * as z from "zod/mini";
import { typedPasswordSchema } from "@/lib/passwords/schema";
import { checkboxSchema } from "@/lib/platform/checkbox-schema";
import { EMAIL_MAX_LENGTH } from "@/lib/policy";
import { typedCodeSchema } from "@/lib/two-factor/schema";

export const loginSchema = z.object({
  identifier: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(EMAIL_MAX_LENGTH, "too-long")),
  password: typedPasswordSchema,
  remember: checkboxSchema,
});

export const verifySchema = z.object({ code: typedCodeSchema, remember: checkboxSchema });

/** What has just happened, as the address of the sign-in page says; it can say nothing but what these stand for. */
export const loginNoticeSchema = z.enum([
  "account-created",
  "password-set",
  "signed-out",
  "session-over",
  "sign-in-over",
  "cookies-not-kept",
  "application-not-reached",
]);
export type LoginNotice = z.infer<typeof loginNoticeSchema>;
