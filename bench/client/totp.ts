import { createHmac } from "node:crypto";
import { stepAt, totpAtStep } from "@/e2e/support/authenticator";
import { BETTER_AUTH_TOTP_SECRET, TOTP_SECRET } from "../setup/constants";

/** The code of the current time step; all users have the same secret, so it is computed once. */
function oncePerStep(code: (step: number) => string): () => string {
  let known = { step: 0, code: "" };
  return () => {
    const step = stepAt(Date.now());
    if (known.step !== step) known = { step, code: code(step) };
    return known.code;
  };
}

export const latchkeyCode = oncePerStep((step) => totpAtStep(TOTP_SECRET, step));

/** Better Auth uses the characters of its secret directly, without base32. */
export const betterAuthCode = oncePerStep((step) => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", BETTER_AUTH_TOTP_SECRET).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
});
