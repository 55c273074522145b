import * as z from "zod/mini";
import type { KeyedHash, Random } from "@/lib/platform/crypto/keyed-hash";
import { CODE_INPUT_MAX_LENGTH, readCode } from "@/lib/platform/text/code-input";
import { EMAIL_CODE_DIGITS } from "@/lib/policy";
import type { Binding } from "./email-codes";

const DIGITS = "0123456789";

/** Uniform digits: bytes that would favor low digits are drawn again (no modulo bias). */
export function generateEmailCode(random: Random): string {
  let code = "";
  while (code.length < EMAIL_CODE_DIGITS) {
    const byte = random.bytes(1)[0] ?? 0;
    if (byte < 250) code += DIGITS[byte % 10];
  }
  return code;
}

/** Returns the digits of an emailed code as entered or pasted; null when they cannot be one. */
export function parseEmailCode(input: string): string | null {
  return readCode(input, { digits: EMAIL_CODE_DIGITS })?.code ?? null;
}

/** Whether `input` has the form of an emailed code; a malformed one costs no attempt. */
export function isEmailCodeShaped(input: string): boolean {
  return parseEmailCode(input) !== null;
}

/** The stored hash of a code: computed together with its binding, so that it is valid there alone. */
export function emailCodeHash(keyedHash: KeyedHash, binding: Binding, code: string): string {
  const owner = binding.purpose === "login" ? binding.loginAttemptId : binding.sessionId;
  return keyedHash("email-code", `${binding.purpose}:${owner}:${code}`);
}

/** A code from an email, as entered. */
export const emailCodeSchema = z
  .string()
  .check(
    z.trim(),
    z.minLength(1, "required"),
    z.maxLength(CODE_INPUT_MAX_LENGTH, "malformed-email-code"),
    z.refine(isEmailCodeShaped, "malformed-email-code"),
  );

/** The code that confirms a new address. */
export const confirmAddressSchema = z.object({ code: emailCodeSchema });
