import pLimit from "p-limit";
import { hashPassword, verifyPassword } from "@/lib/features/passwords/hash";
import { PASSWORD } from "../setup/constants";
import { underLoad } from "./load";

const AT_ONCE = 8;
/** No queue: all verifications start at once. */
const unbounded = { hashing: pLimit(AT_ONCE) };

/** The limit of every sign-in: verifications per second of the bare machine, 8 at a time. */
export async function argon2PerSecond(seconds: number): Promise<number> {
  const hash = await hashPassword(unbounded, PASSWORD);
  const { perSecond } = await underLoad(AT_ONCE, seconds, () => verifyPassword(unbounded, hash, PASSWORD));
  return perSecond;
}
