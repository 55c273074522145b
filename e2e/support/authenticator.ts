import { createHmac } from "node:crypto";

const PERIOD_SECONDS = 30;
/** A code handed out stays acceptable for at least this long, however close the next time step is. */
const SLACK_SECONDS = 10;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code of a time step, computed from RFC 4226 and RFC 6238 alone: nothing of the product is used. */
export function totpAtStep(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", decodeBase32(secret)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  const truncated = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(truncated % 1_000_000).padStart(6, "0");
}

export function stepAt(milliseconds: number): number {
  return Math.floor(milliseconds / 1000 / PERIOD_SECONDS);
}

export type Authenticator = { nextCode(): Promise<string> };

/**
 * An authenticator app that hands out each time step once, the earliest that is accepted for a while yet first: two or
 * three codes are at hand, and the next waits until its step comes within reach.
 */
export function createAuthenticator(secret: string): Authenticator {
  let lastStep = 0;
  return {
    async nextCode() {
      lastStep = Math.max(lastStep + 1, stepAt(Date.now() - (PERIOD_SECONDS - SLACK_SECONDS) * 1000));
      while (lastStep > stepAt(Date.now()) + 1) await new Promise((resolve) => setTimeout(resolve, 250));
      return totpAtStep(secret, lastStep);
    },
  };
}

function decodeBase32(text: string): Buffer {
  const bits = [...text].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
