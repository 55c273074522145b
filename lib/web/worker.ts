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

/** On globalThis, as in deps.ts: hot reload must not start a second one. */
const shared = globalThis as { latchkeyWorker?: NodeJS.Timeout };

/** Looks every few seconds for mail to send, and for rows that are over, for as long as the process lives, without keeping it alive. */
export function startWorker(): void {
  shared.latchkeyWorker ??= scheduleNext();
}

/** The next run is set when this one is over, so that runs never overlap. */
function scheduleNext(): NodeJS.Timeout {
  const run = async () => {
    await work(getDeps).finally(() => {
      shared.latchkeyWorker = scheduleNext();
    });
  };
  return setTimeout(() => void run(), MAIL_WORKER_INTERVAL_SECONDS * 1000).unref();
}

/** One run. An error is logged and what it left undone waits for the next run; nothing is thrown. */
export async function work(readDeps: () => Deps): Promise<void> {
  for (const step of [flushSecurityNotices, tellDelayed, deliverDueMail, forgetOver, forgetGuesses, forgetBrowsers]) {
    try {
      await step(readDeps());
    } catch (error) {
      log.error({ step: step.name, reason: error instanceof Error ? error.message : String(error) }, "the worker stumbled");
    }
  }
}
