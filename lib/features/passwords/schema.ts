import * as z from "zod/mini";
import { PASSWORD_MAX_LENGTH } from "@/lib/policy";

/** More than a password of maximum length can have before composition (NFC): longer input is rejected without composing it. */
const PASSWORD_INPUT_MAX_LENGTH = 8 * PASSWORD_MAX_LENGTH;

/** In code points of the composed form (NFC), as NIST SP 800-63B-4 section 3.1.1.2 counts. */
export const passwordLength = (password: string): number =>
  password.length > PASSWORD_INPUT_MAX_LENGTH ? password.length : [...password.normalize("NFC")].length;

/** A password as entered to sign in: any text, bounded in length so that hashing is bounded. */
export const passwordInputSchema = z.string().check(z.minLength(1, "required"), isShortEnough());

/** A password to be set; `find-weakness.ts` checks it. */
export const newPasswordSchema = z.string().check(z.minLength(1, "required"), isShortEnough());

/** The same for the browser, which also checks the configured minimum length. */
export function newPasswordOf(minLength: number) {
  return z.string().check(
    z.refine((value) => passwordLength(value) >= minLength, "password-too-short"),
    isShortEnough(),
  );
}

/** The same limit when a password is set and when it is entered: no password can be set that does not sign in. */
function isShortEnough() {
  return z.refine<string>((value) => passwordLength(value) <= PASSWORD_MAX_LENGTH, "password-too-long");
}
