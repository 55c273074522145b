import { generateURI, ScureBase32Plugin, verifySync } from "otplib";
import type { Config } from "@/lib/platform/config/config";
import {
  decrypt,
  type Encrypted,
  type EncryptedRow,
  type EncryptedTable,
  type EncryptionContext,
  encrypt,
} from "@/lib/platform/crypto/encryption";
import type { Random } from "@/lib/platform/crypto/keyed-hash";
import {
  OTPAUTH_LABEL_MAX_LENGTH,
  TOTP_CLOCK_ADVICE_STEPS,
  TOTP_DIGITS,
  TOTP_PERIOD_SECONDS,
  TOTP_SECRET_BYTES,
  TOTP_TOLERANCE_STEPS,
} from "@/lib/policy";

export type TotpVerdict =
  /** `step` is the time step that the code belongs to; it is not consumed yet. */
  | { kind: "valid"; step: number }
  /** The right code of a step at or below the last accepted one. */
  | { kind: "already-used" }
  /** `clockOffsetSeconds`: the offset of the phone's clock (negative: behind), or null when the code fits no time nearby. */
  | { kind: "wrong"; clockOffsetSeconds: number | null };

/** `lastAcceptedStep` is null for a secret that no code has confirmed yet. */
type Secret = { secret: string; lastAcceptedStep: number | null };

/** Which clock offsets are reported: reporting codes of the future would tell an attacker which code will be valid. */
export type ClockAdvice = "past-only" | "past-and-future";

/** A new 160-bit secret in base32 (RFC 4226 section 4 R6). */
export function generateTotpSecret(random: Random): string {
  return new ScureBase32Plugin().encode(random.bytes(TOTP_SECRET_BYTES));
}

/**
 * Returns the Key URI that authenticator apps read from the QR code. A long name is cut: letters of many scripts take nine characters each
 * here, and cameras cannot read a code that dense.
 */
export function otpauthUri(issuer: string, label: string, secret: string): string {
  return generateURI({ issuer, label: shortened(label), secret });
}

function shortened(label: string): string {
  const letters = [...new Intl.Segmenter().segment(label)].map(({ segment }) => segment);
  const lengths = letters.map((letter) => encodeURIComponent(letter).length);
  let [length, kept] = [0, 0];
  while (kept < letters.length && length + (lengths[kept] ?? 0) <= OTPAUTH_LABEL_MAX_LENGTH) length += lengths[kept++] ?? 0;
  return kept === letters.length ? label : `${letters.slice(0, kept).join("")}…`;
}

/**
 * Checks six digits against the steps within the tolerance of `now` that are above `lastAcceptedStep` (RFC 6238
 * sections 5.2 and 6). The caller consumes the step by a conditional write; this only finds it.
 */
export function verifyTotp({ secret, lastAcceptedStep }: Secret, digits: string, now: Date, advice: ClockAdvice): TotpVerdict {
  const inWindow = matchStep(secret, digits, now, TOTP_TOLERANCE_STEPS, TOTP_TOLERANCE_STEPS, lastAcceptedStep);
  if (inWindow.valid && "timeStep" in inWindow) return { kind: "valid", step: inWindow.timeStep };
  if (matchStep(secret, digits, now, TOTP_TOLERANCE_STEPS, TOTP_TOLERANCE_STEPS).valid) return { kind: "already-used" };
  const future = advice === "past-and-future" ? TOTP_CLOCK_ADVICE_STEPS : 0;
  const nearby = matchStep(secret, digits, now, TOTP_CLOCK_ADVICE_STEPS, future);
  return { kind: "wrong", clockOffsetSeconds: nearby.valid ? nearby.delta * TOTP_PERIOD_SECONDS : null };
}

function matchStep(secret: string, digits: string, now: Date, past: number, future: number, afterTimeStep: number | null = null) {
  return verifySync({
    secret,
    token: digits,
    epoch: Math.floor(now.getTime() / 1000),
    period: TOTP_PERIOD_SECONDS,
    digits: TOTP_DIGITS,
    epochTolerance: [past * TOTP_PERIOD_SECONDS, future * TOTP_PERIOD_SECONDS],
    ...(afterTimeStep !== null && { afterTimeStep: Math.min(afterTimeStep, stepOf(now) + future) }),
  });
}

/** otplib refuses a last step beyond its window, which exists after a clock went back. */
function stepOf(now: Date): number {
  return Math.floor(now.getTime() / 1000 / TOTP_PERIOD_SECONDS);
}

/** Associated data of a secret: it cannot be decrypted for another account. */
const encryptionContext = (userId: string): EncryptionContext => ({ userId, purpose: "totp-secret" });

type Keys = { config: Pick<Config, "encryptionKeys"> };

export function encryptSecret(deps: Keys & { random: Random }, userId: string, secret: string): Encrypted {
  return encrypt(deps.config.encryptionKeys, deps.random, encryptionContext(userId), secret);
}

/** Throws DecryptionError: a secret that cannot be opened is never "2FA off". */
export function decryptSecret(deps: Keys, userId: string, encrypted: string): string {
  return decrypt(deps.config.encryptionKeys, encryptionContext(userId), encrypted);
}

const secretColumn = { column: "sealed", encryptionContext: ({ userId }: EncryptedRow) => encryptionContext(userId ?? "") } as const;

/** Confirmed and pending secrets, for key rotation and key checks. */
export const ENCRYPTED_SECRETS: EncryptedTable[] = [
  { kind: "pending-totp-secrets", table: "pending_totp_secrets", ...secretColumn },
  { kind: "totp-secrets", table: "totp_secrets", ...secretColumn },
];
