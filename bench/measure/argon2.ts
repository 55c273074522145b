import { hashPassword, verifyPassword } from "@/lib/passwords/hash";
import { PASSWORD } from "../setup/constants";
import { underLoad } from "./load";

/** The limit of every sign-in: verifications per second of the bare machine, 8 at a time. */
export async function argon2PerSecond(seconds: number): Promise<number> {
  const hash = await hashPassword(PASSWORD);
  const { perSecond } = await underLoad(8, seconds, () => verifyPassword(hash, PASSWORD));
  return perSecond;
}
