import * as z from "zod/mini";
import { typedPasswordSchema } from "@/lib/passwords/schema";
import { EMAIL_MAX_LENGTH } from "@/lib/policy";

/** A checkbox: in form data present when ticked, in the browser's own form state a boolean. */
const checkbox = z.pipe(
  z.optional(z.union([z.string(), z.boolean()])),
  z.transform((value) => value !== undefined && value !== false),
);

export const loginSchema = z.object({
  identifier: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(EMAIL_MAX_LENGTH, "too-long")),
  password: typedPasswordSchema,
  remember: checkbox,
});

/** Longer than any code with separators: what is longer is a paste gone wrong. */
const TYPED_CODE_MAX_LENGTH = 100;

export const verifySchema = z.object({
  code: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(TYPED_CODE_MAX_LENGTH, "malformed-code")),
  remember: checkbox,
});
