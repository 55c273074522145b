import * as z from "zod/mini";
import { newPasswordOf, newPasswordSchema } from "@/lib/passwords/schema";
import { EMAIL_MAX_LENGTH, USERNAME_MAX_LENGTH } from "@/lib/policy";

const normalised = z.pipe(
  z.string(),
  z.transform((value) => value.normalize("NFKC").trim()),
);

/** Holds no `@`, so that whatever holds one is an address; no space, control or invisible character. */
export const usernameSchema = z.pipe(
  normalised,
  z.string().check(
    z.minLength(1, "username-required"),
    z.refine((value) => [...value].length <= USERNAME_MAX_LENGTH, "username-too-long"),
    z.regex(/^[\p{L}\p{M}\p{N}._-]*$/u, "username-invalid"),
  ),
);

/**
 * Exactly one address: normalised first, then lists, quotes, comments and spaces refused, so that no mail library can read
 * two recipients out of it (next-auth CVE-2022-35924).
 */
export const emailSchema = z.pipe(
  normalised,
  z
    .string()
    .check(
      z.maxLength(EMAIL_MAX_LENGTH, "too-long"),
      z.regex(/^[^\s@,;:<>()[\]"\\\p{C}]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*$/u, "email-invalid"),
    ),
);

/** An address that may be left out: an empty field is null. */
export const optionalEmailSchema = z.pipe(
  z.pipe(
    normalised,
    z.transform((value) => value || null),
  ),
  z.nullable(emailSchema),
);

export const setupSchema = z.object({ username: usernameSchema, password: newPasswordSchema, email: optionalEmailSchema });

export const setPasswordSchema = z.object({ password: newPasswordSchema });

/** For the browser, with the length of a password that this console asks for. */
export const setupSchemaOf = (passwordMinLength: number) => z.extend(setupSchema, { password: newPasswordOf(passwordMinLength) });
export const setPasswordSchemaOf = (passwordMinLength: number) => z.object({ password: newPasswordOf(passwordMinLength) });
