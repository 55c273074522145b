import type { KeyedHash } from "@/lib/platform/crypto/keyed-hash";
import type { Random } from "@/lib/platform/random";
import { EMAIL_CODE_DIGITS } from "@/lib/policy";
import type { Binding } from "./types";

const DIGITS = "0123456789";

/** Evenly drawn digits: bytes that would favour the low ones are drawn again. */
export function generateEmailCode(random: Random): string {
  let code = "";
  while (code.length < EMAIL_CODE_DIGITS) {
    const byte = random.bytes(1)[0] ?? 0;
    if (byte < 250) code += DIGITS[byte % 10];
  }
  return code;
}

/** The digits that a person typed or pasted, or null when they cannot be such a code. */
export function readTypedEmailCode(typed: string): string | null {
  const digits = typed.normalize("NFKC").replace(/[^\p{L}\p{N}]/gu, "");
  return digits.length === EMAIL_CODE_DIGITS && /^\d+$/.test(digits) ? digits : null;
}

/** What the database keeps of a code: hashed together with what it is for, so that it is right there alone. */
export function emailCodeHash(keyedHash: KeyedHash, binding: Binding, code: string): string {
  const owner = binding.purpose === "login" ? binding.loginAttemptId : binding.sessionId;
  return keyedHash("email-code", `${binding.purpose}:${owner}:${code}`);
}
