import { forwardEntries } from "@/lib/audit/forward-entries";
import { recordFloods } from "@/lib/audit/record-refused-sign-in";
import { forgetGuesses } from "@/lib/guess-budget/forget-guesses";
import { tellDelayed } from "@/lib/guess-budget/tell-delayed";
import { forgetBrowsers } from "@/lib/known-browsers/forget-browsers";
import { deliverDueMail } from "@/lib/mail/deliver-due-mail";
import type { Deps } from "@/lib/platform/deps";
import { log } from "@/lib/platform/log";
import { MAIL_WORKER_INTERVAL_SECONDS } from "@/lib/policy";
import { flushSecurityNotices } from "@/lib/security-notices/flush-security-notices";
import { getDeps } from "./deps";
import { forgetOver } from "./forget-over";
import { isDatabaseDown, isDatabaseReadOnly, noteTrouble } from "./outage";
import { workerState } from "./worker-state";

/** What one run does; minified functions have no names to be told by. */
const STEPS = {
  flushSecurityNotices,
  tellDelayed,
  recordFloods,
  deliverDueMail,
  forgetOver,
  forgetGuesses,
  forgetBrowsers,
  forwardEntries,
};

/** Looks every few seconds for mail to send, and for rows that are over, for as long as the process lives, without keeping it alive. */
export function startWorker(): void {
  workerState().timer ??= scheduleNext();
}

/** The next run is set when this one is over, so that runs never overlap. */
function scheduleNext(): NodeJS.Timeout {
  const run = async () => {
    await work(getDeps).finally(() => {
      if (!workerState().stopped) workerState().timer = scheduleNext();
    });
  };
  return setTimeout(() => void run(), MAIL_WORKER_INTERVAL_SECONDS * 1000).unref();
}

/** One run. An error is logged and what it left undone waits for the next run, an outage of the database too; nothing is thrown. */
export async function work(readDeps: () => Deps): Promise<void> {
  for (const [name, step] of Object.entries(STEPS)) {
    if (isDatabaseDown() || isDatabaseReadOnly() || workerState().stopped) return;
    try {
      await step(readDeps());
    } catch (error) {
      const trouble = workerState().stopped ? null : noteTrouble(error);
      if (workerState().stopped || trouble === "unreachable" || trouble === "read-only") return;
      log.error({ step: name, reason: error instanceof Error ? error.message : String(error) }, "the worker stumbled");
    }
  }
}
