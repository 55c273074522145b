import * as z from "zod/mini";
import { newPasswordOf, newPasswordSchema, passwordInputSchema } from "@/lib/features/passwords/schema";
import { canonicalDomain, displayDomain } from "@/lib/platform/text/domain";
import { checkboxSchema, PASTED_MAX_LENGTH, readPasted } from "@/lib/platform/text/form-input";
import { isOfOneScript, keepsBidiRule } from "@/lib/platform/text/unicode";
import { EMAIL_MAX_LENGTH, USERNAME_MAX_LENGTH } from "@/lib/policy";

/** Rejects input that is too long before it is parsed, so that an unauthenticated client cannot consume CPU time. */
const pasted = (tooLong: string) => z.pipe(z.string().check(z.maxLength(PASTED_MAX_LENGTH, tooLong)), z.transform(readPasted));

/** Letters, marks, digits and three signs; no invisible characters, and of letters of no script only the Japanese ー. */
const NAME = /^(?:(?!\p{DI}|(?!ー)(?=\p{Lm})\p{sc=Common})[\p{Lu}\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}._-])*$/u;

/** A fourth mark on one letter, or a mark on no letter, covers the text beside it. */
const TOO_MANY_MARKS = /^\p{M}|[._-]\p{M}|\p{M}{4}/u;

/**
 * A name that is visually distinct from every other one (RFC 8265 UsernameCaseMapped, RFC 8264 IdentifierClass, UTS 39 "highly
 * restrictive"). Holds no `@`, so that every identifier with one is an address; no space, control or invisible character.
 */
export const usernameSchema = z.pipe(
  pasted("username-too-long"),
  z.string().check(
    z.minLength(1, "username-required"),
    z.refine((value) => [...value].length <= USERNAME_MAX_LENGTH, "username-too-long"),
    z.regex(NAME, "username-invalid"),
    z.regex(/[\p{L}\p{Nd}]/u, "username-without-letters"),
    z.refine((value) => !TOO_MANY_MARKS.test(value.normalize("NFD")), "username-invalid"),
    z.refine((value) => isOfOneScript(value) && keepsBidiRule(value), "username-mixed-scripts"),
  ),
);

/**
 * Exactly one address: normalized first, then lists, quotes, comments and spaces refused, so that no mail library can read
 * two recipients out of it (next-auth CVE-2022-35924). The domain has a dot, except `localhost`: a missing one is a typing error.
 */
export const emailSchema = z.pipe(
  z.pipe(
    pasted("too-long"),
    z.transform((value) => value.replace(/[^@]*$/, displayDomain)),
  ),
  z.string().check(
    z.maxLength(EMAIL_MAX_LENGTH, "too-long"),
    z.regex(/^(?:(?!\p{DI})[^\s@,;:<>()[\]"\\\p{C}])+@[^@]+$/u, "email-invalid"),
    z.refine((value) => /\.|^localhost$/.test(canonicalDomain(value.replace(/^.*@/s, "")) ?? ""), "email-invalid"),
  ),
);

/** An optional address: an empty field is null. */
export const optionalEmailSchema = z.pipe(
  z.pipe(
    pasted("too-long"),
    z.transform((value) => value || null),
  ),
  z.nullable(emailSchema),
);

export const setupSchema = z.object({ username: usernameSchema, password: newPasswordSchema, email: optionalEmailSchema });

export const setPasswordSchema = z.object({ password: newPasswordSchema });

/** For the browser, with the configured minimum length of a password. */
export const setupSchemaOf = (passwordMinLength: number) => z.extend(setupSchema, { password: newPasswordOf(passwordMinLength) });
export const setPasswordSchemaOf = (passwordMinLength: number) => z.object({ password: newPasswordOf(passwordMinLength) });

/** `confirmAddress`: the button that requests a code for an unconfirmed address. */
export const settingsSchema = z.object({
  email: optionalEmailSchema,
  emailLoginVerification: checkboxSchema,
  securityMails: checkboxSchema,
  confirmAddress: checkboxSchema,
});

export const changePasswordSchema = z.object({ currentPassword: passwordInputSchema, newPassword: newPasswordSchema });

/** For the browser, with the configured minimum length of a password. */
export const changePasswordSchemaOf = (passwordMinLength: number) =>
  z.extend(changePasswordSchema, { newPassword: newPasswordOf(passwordMinLength) });

const optionalUuid = z.catch(z.optional(z.uuid()), undefined);

/** The query of the pages of activity. Invalid parameters are ignored (hand-typed or outdated URLs). */
export const activityQuerySchema = z.object({ after: optionalUuid, before: optionalUuid });
