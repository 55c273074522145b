import * as z from "zod/mini";
import { PASSWORD_MAX_LENGTH } from "@/lib/policy";

/** More than any password of the greatest length takes before it is composed: what is longer is not composed to be counted. */
const PASSWORD_INPUT_MAX_LENGTH = 8 * PASSWORD_MAX_LENGTH;

/** In code points of the composed form (NFC), as NIST SP 800-63B-4 section 3.1.1.2 counts. */
export const passwordLength = (password: string): number =>
  password.length > PASSWORD_INPUT_MAX_LENGTH ? password.length : [...password.normalize("NFC")].length;

/** A password as entered to sign in: anything that could be one, bounded so that hashing is. */
export const passwordInputSchema = z.string().check(z.minLength(1, "required"), isShortEnough());

/** A password to be set; `find-weakness.ts` judges it. */
export const newPasswordSchema = z.string().check(z.minLength(1, "required"), isShortEnough());

/** The same for the browser, which can tell one more thing by itself: the length that this console asks for. */
export function newPasswordOf(minLength: number) {
  return z.string().check(
    z.refine((value) => passwordLength(value) >= minLength, "password-too-short"),
    isShortEnough(),
  );
}

/** Counted alike where a password is set and where it is entered: none can be set that does not sign in. */
function isShortEnough() {
  return z.refine<string>((value) => passwordLength(value) <= PASSWORD_MAX_LENGTH, "password-too-long");
}
