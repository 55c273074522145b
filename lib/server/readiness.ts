import { connection } from "next/server";
import { getDeps } from "@/lib/http/deps";
import { withLoopTimeout } from "@/lib/platform/clock";
import { compareMigrations } from "@/lib/platform/db/migrations";
import { isDatabaseDown, isDatabaseReadOnly, reportDatabaseError, watchReadOnly } from "./outage";

/** Longer than a healthy database takes, short enough for a load balancer. */
const TIMEOUT_MS = 1_500;

export type Readiness = { ready: true; reason: null } | { ready: false; reason: string };

const NO_ANSWER = notReady("the database does not answer");
const READ_ONLY = notReady("the database takes no changes (read-only)");

/** Whether the database answers in time, is writable, and has exactly this build's migrations. The reason holds no address or credential. */
export async function readiness(): Promise<Readiness> {
  await connection();
  if (isDatabaseDown()) return NO_ANSWER;
  try {
    const { missing, unknown } = await withLoopTimeout(compareMigrations(getDeps().db), TIMEOUT_MS);
    if (unknown.length > 0) return notReady(`the database is newer than this version, which does not know: ${unknown.join(", ")}`);
    if (missing.length > 0) return notReady(`migrations are missing: ${missing.join(", ")}`);
    return (await withLoopTimeout(takesNoChanges(), TIMEOUT_MS)) ? READ_ONLY : { ready: true, reason: null };
  } catch (error) {
    const failure = reportDatabaseError(error);
    if (!failure) throw error;
    return failure === "read-only" ? READ_ONLY : NO_ANSWER;
  }
}

function notReady(reason: string): Readiness {
  return { ready: false, reason };
}

async function takesNoChanges(): Promise<boolean> {
  if (isDatabaseReadOnly()) return true;
  const [row] = await getDeps().db.$queryRaw<{ transaction_read_only: string }[]>`SHOW transaction_read_only`;
  if (row?.transaction_read_only !== "on") return false;
  watchReadOnly();
  return true;
}
