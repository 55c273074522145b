import { purgeLinks } from "@/lib/features/account/one-time-links";
import { forwardEntries } from "@/lib/features/audit/forward-entries";
import { recordFloods } from "@/lib/features/audit/record";
import { purgeAnswers } from "@/lib/features/form-answers/answer-once";
import { purgeBrowsers } from "@/lib/features/known-browsers/known-browsers";
import { deliverDueMail } from "@/lib/features/notifications/delivery";
import { flushSecurityNotices } from "@/lib/features/notifications/security-notices";
import { purgeSessions } from "@/lib/features/sessions/end-sessions";
import { purgeSignIns } from "@/lib/features/sign-in/attempt";
import { notifyThrottledUsers, purgeThrottleEntries } from "@/lib/features/throttle/throttle";
import { purgeEnrolments } from "@/lib/features/two-factor/enrolment";
import { getDeps } from "@/lib/http/deps";
import type { Deps } from "@/lib/platform/deps";
import { log } from "@/lib/platform/log";
import { WORKER_INTERVAL_SECONDS } from "@/lib/policy";
import { isDatabaseDown, isDatabaseReadOnly, reportDatabaseError } from "./outage";
import { workerState } from "./worker-state";

/** The steps of a run, with names for the log: minified functions have none. */
const STEPS = {
  flushSecurityNotices,
  notifyThrottledUsers,
  recordFloods,
  deliverDueMail,
  purgeExpired,
  purgeThrottleEntries,
  purgeBrowsers,
  forwardEntries,
};

/** Sends queued emails and purges expired rows every few seconds while the process lives, without keeping it alive. */
export function startWorker(): void {
  workerState().timer ??= scheduleNext();
}

/** The next run is scheduled when this one has ended, so that runs never overlap. */
function scheduleNext(): NodeJS.Timeout {
  const run = () => {
    workerState().running = work(getDeps).finally(() => {
      if (!workerState().stopped) workerState().timer = scheduleNext();
    });
  };
  return setTimeout(run, WORKER_INTERVAL_SECONDS * 1000).unref();
}

/** Runs all steps. Never throws: an error is logged, and the work waits for the next run, also during a database outage. */
export async function work(readDeps: () => Deps): Promise<void> {
  for (const [name, step] of Object.entries(STEPS)) {
    if (isDatabaseDown() || isDatabaseReadOnly() || workerState().stopped) return;
    try {
      await step(readDeps());
    } catch (error) {
      const failure = workerState().stopped ? null : reportDatabaseError(error);
      if (workerState().stopped || failure === "unreachable" || failure === "read-only") return;
      log.error({ step: name, reason: error instanceof Error ? error.message : String(error) }, "worker step failed");
    }
  }
}

/** Deletes sign-ins, sessions, form answers, enrolments and links that expired a day ago; the audit log keeps their events. */
export async function purgeExpired(deps: Deps): Promise<void> {
  for (const purge of [purgeSignIns, purgeEnrolments, purgeLinks, purgeSessions, purgeAnswers]) await purge(deps);
}
