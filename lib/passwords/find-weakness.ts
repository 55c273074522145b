import { isCommonPassword } from "./common-passwords";
import type { WeakPasswordProblem } from "./types";

const PRODUCT_NAME = "Latchkey";

/** What is known of the account and the console: `email` as a whole and the part before the `@`. */
export type PasswordContext = { username: string; email: string | null; appName: string };

/**
 * Why a password may not be set although it is long enough, or null: it is common, or nothing but a word of this account or
 * console (NIST SP 800-63B-4 section 3.1.1.2), in any case, repeated, or with digits and marks around it.
 */
export function findWeakness(password: string, { username, email, appName }: PasswordContext): WeakPasswordProblem | null {
  if (isCommonPassword(password)) return { code: "common-password" };
  const words = [username, ...(email ? [email, email.replace(/@.*$/, "")] : []), appName, PRODUCT_NAME].map(bareWord);
  const bare = bareWord(password);
  return words.some((word) => word !== "" && bare.replaceAll(word, "") === "") ? { code: "personal-password" } : null;
}

/** The letters of a text, to be compared. A name of digits alone stays as it is. */
function bareWord(text: string): string {
  const folded = text.normalize("NFKC").toLowerCase();
  return folded.replace(/[^\p{L}\p{M}]/gu, "") || folded;
}
