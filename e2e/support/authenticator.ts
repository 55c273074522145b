import { createHash, createHmac } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const PERIOD_SECONDS = 30;
/** A returned code is accepted for at least this long, however close the next time step is. */
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

/** The time step of the last returned code. */
type LastStep = { read(): number; write(step: number): void };

/**
 * An authenticator app that returns each time step once, the earliest that is still accepted for a while first: two or
 * three codes are available at once, and the next waits until its step is accepted.
 */
export function createAuthenticator(secret: string, lastStep: LastStep = inMemory()): Authenticator {
  return {
    async nextCode() {
      const step = Math.max(lastStep.read() + 1, stepAt(Date.now() - (PERIOD_SECONDS - SLACK_SECONDS) * 1000));
      lastStep.write(step);
      while (step > stepAt(Date.now()) + 1) await new Promise((resolve) => setTimeout(resolve, 250));
      return totpAtStep(secret, step);
    },
  };
}

function inMemory(): LastStep {
  let last = 0;
  return {
    read: () => last,
    write(step) {
      last = step;
    },
  };
}

/**
 * For a secret that outlives this process: the console refuses a step that was used by an earlier run or worker. The file name is a
 * hash of the secret.
 */
export function rememberLastStep(secret: string): LastStep {
  const name = createHash("sha256").update(secret).digest("hex").slice(0, 16);
  const file = path.join(tmpdir(), `latchkey-e2e-last-step-${name}`);
  return {
    read() {
      try {
        return Number(readFileSync(file, "utf8")) || 0;
      } catch {
        return 0;
      }
    },
    write: (step) => writeFileSync(file, String(step), { mode: 0o600 }),
  };
}

function decodeBase32(text: string): Buffer {
  const bits = [...text].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
