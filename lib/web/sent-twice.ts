import { repeatProof } from "@/lib/reverification/repeat-proof";
import type { CurrentSession } from "@/lib/sessions/types";
import { readSessionToken, writeSessionToken } from "./cookies";
import { getDeps } from "./deps";
import type { FormFields } from "./form-fields";
import { whereFrom } from "./where-from";

/** The session of a form whose first submission has renewed it, with the cookie that the browser did not get to keep; else null. */
export async function sentTwice({ proof, currentPassword }: FormFields): Promise<CurrentSession | null> {
  const typed = proof || currentPassword;
  const token = await readSessionToken();
  if (!typed || !token) return null;
  const repeated = await repeatProof(getDeps(), { token, proof: typed, ...(await whereFrom()) });
  if (!repeated) return null;
  await writeSessionToken(repeated.sessionToken, repeated.session.remember ? repeated.session.expiresAt : undefined);
  return repeated.session;
}
