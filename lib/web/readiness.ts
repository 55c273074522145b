import { connection } from "next/server";
import { missingMigrations } from "@/lib/platform/db/missing-migrations";
import { withinLoopTime } from "@/lib/platform/loop-timeout";
import { getDeps } from "./deps";
import { isDatabaseDown, noteTrouble } from "./outage";

/** Longer than a healthy database takes, short enough for a load balancer. */
const TIMEOUT_MS = 1_500;

export type Readiness = { ready: true; reason: null } | { ready: false; reason: string };

const NO_ANSWER: Readiness = { ready: false, reason: "the database does not answer" };

/** Whether the database answers in time and has every migration of this build. The reason holds no address or credential. */
export async function readiness(): Promise<Readiness> {
  await connection();
  if (isDatabaseDown()) return NO_ANSWER;
  try {
    const missing = await withinLoopTime(missingMigrations(getDeps().db), TIMEOUT_MS);
    return missing.length === 0 ? { ready: true, reason: null } : { ready: false, reason: `migrations are missing: ${missing.join(", ")}` };
  } catch (error) {
    if (!noteTrouble(error)) throw error;
    return NO_ANSWER;
  }
}
