import { BACKUP_CODE_LENGTH, TOTP_DIGITS } from "@/lib/policy";

/** Crockford's base32: no I, L, O, U, so that a written code is read back right. 32 letters: 5 bits each. */
export const BACKUP_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export type TypedCode = { kind: "totp"; digits: string } | { kind: "backup-code"; code: string } | { kind: "malformed" };

/**
 * What a person typed or pasted into a code field: spaces, dashes and line breaks are dropped, digits of other scripts
 * and full-width letters are read as ASCII, and letters that look like digits are read as Crockford says.
 */
export function readTypedCode(typed: string): TypedCode {
  const code = typed
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replace(/\p{Nd}/gu, asciiDigit)
    .toUpperCase();
  if (code.length === TOTP_DIGITS && /^\d+$/.test(code)) return { kind: "totp", digits: code };
  const backupCode = code.replaceAll("O", "0").replace(/[IL]/g, "1");
  const isBackupCode = backupCode.length === BACKUP_CODE_LENGTH && [...backupCode].every((letter) => BACKUP_CODE_ALPHABET.includes(letter));
  return isBackupCode ? { kind: "backup-code", code: backupCode } : { kind: "malformed" };
}

/** A backup code as people see it: two groups joined by a dash. */
export function formatBackupCode(code: string): string {
  return `${code.slice(0, BACKUP_CODE_LENGTH / 2)}-${code.slice(BACKUP_CODE_LENGTH / 2)}`;
}

/** Unicode keeps the decimal digits of every script in runs of ten, each starting at a zero. */
function asciiDigit(digit: string): string {
  let zero = digit.codePointAt(0) ?? 0;
  const point = zero;
  while (point - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(point - zero);
}
