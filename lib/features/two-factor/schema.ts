import * as z from "zod/mini";
import { CODE_INPUT_MAX_LENGTH, readCode } from "@/lib/platform/text/code-input";
import { BACKUP_CODE_LENGTH, TOTP_DIGITS } from "@/lib/policy";

/** Crockford's base32: no I, L, O, U, so that a written code is read back right. 32 letters: 5 bits each. */
export const BACKUP_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const SHAPES = { digits: TOTP_DIGITS, letters: { alphabet: BACKUP_CODE_ALPHABET, length: BACKUP_CODE_LENGTH } };

export type ParsedCode = { kind: "totp"; digits: string } | { kind: "backup-code"; code: string } | { kind: "malformed" };

/** What was entered or pasted into a field for a code of the app or a backup code. */
export function parseCode(input: string): ParsedCode {
  const read = readCode(input, SHAPES);
  if (!read) return { kind: "malformed" };
  return read.kind === "digits" ? { kind: "totp", digits: read.code } : { kind: "backup-code", code: read.code };
}

/** Whether `input` has the form of a code; a malformed one costs no attempt. */
export function isCodeShaped(input: string): boolean {
  return parseCode(input).kind !== "malformed";
}

/** A backup code as shown: two groups joined by a dash. */
export function formatBackupCode(code: string): string {
  return `${code.slice(0, BACKUP_CODE_LENGTH / 2)}-${code.slice(BACKUP_CODE_LENGTH / 2)}`;
}

/** A code as entered, of whatever kind: of the app, a backup code, one from an email. The use case says what it is. */
export const codeInputSchema = z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(CODE_INPUT_MAX_LENGTH, "malformed-code"));

/** A code of the app or a backup code. */
export const secondFactorSchema = codeInputSchema.check(z.refine(isCodeShaped, "malformed-code"));

/** The code that confirms an enrolment: of the app alone. */
export const confirmSchema = z.object({
  code: codeInputSchema.check(z.refine((typed) => parseCode(typed).kind === "totp", "malformed-code")),
});
