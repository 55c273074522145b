import * as z from "zod/mini";
import { typedPasswordSchema } from "@/lib/passwords/schema";
import { checkboxSchema } from "@/lib/platform/checkbox-schema";
import { EMAIL_MAX_LENGTH } from "@/lib/policy";

export const loginSchema = z.object({
  identifier: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(EMAIL_MAX_LENGTH, "too-long")),
  password: typedPasswordSchema,
  remember: checkboxSchema,
});

/** Longer than any code with separators: what is longer is a paste gone wrong. */
const TYPED_CODE_MAX_LENGTH = 100;

export const verifySchema = z.object({
  code: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(TYPED_CODE_MAX_LENGTH, "malformed-code")),
  remember: checkboxSchema,
});

/** What has just been done, as the address of the sign-in page says; it can say nothing but what these stand for. */
export const loginNoticeSchema = z.enum(["account-created", "password-set", "signed-out"]);
