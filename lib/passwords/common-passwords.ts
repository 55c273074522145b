import { dictionary } from "@zxcvbn-ts/language-common";
import { PASSWORD_MIN_LENGTH } from "@/lib/policy";

const common = new Set(
  dictionary["passwords-common"].filter((word) => word.length >= PASSWORD_MIN_LENGTH).map((word) => word.toLowerCase()),
);

/** Whether it is one of the most common passwords, in any case (NIST SP 800-63B-4 section 3.1.1.2, OWASP ASVS 5.0 V6.2.4). */
export function isCommonPassword(password: string): boolean {
  return common.has(password.normalize("NFKC").toLowerCase());
}
