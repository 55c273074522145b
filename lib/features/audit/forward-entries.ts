import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { log } from "@/lib/platform/log";
import type { LogSink } from "@/lib/platform/log-sink";
import { AUDIT_FORWARD_BATCH_SIZE, AUDIT_FORWARD_LEASE_SECONDS } from "@/lib/policy";
import { toExported } from "./events";
import { findEntriesAfter, leaseChains, markForwarded, releaseChain } from "./store";

/**
 * Sends copies of new entries to AUDIT_LOG_URL, each chain in its order; a step of the worker. Entries that the collector has not
 * confirmed are sent again at the next run, so an entry arrives at least once; `chain` and `seq` identify repeated copies. One server
 * sends at a time; nothing else waits for it.
 */
export async function forwardEntries(deps: Deps): Promise<void> {
  const { logSink } = deps;
  if (!logSink) return;
  const now = deps.clock.now();
  const chains = await leaseChains(deps.db, now, addSeconds(now, AUDIT_FORWARD_LEASE_SECONDS));
  let problem: string | null = null;
  for (const { chain, seq } of chains) {
    problem ??= await forwardChain(deps, logSink, chain, seq);
    await releaseChain(deps.db, chain);
  }
  if (problem) log.warn({ sink: logSink.description, reason: problem }, "audit entries could not be forwarded");
}

/** Returns the reason of a failure, or null when a batch of the chain has arrived; the next run sends the rest. */
async function forwardChain({ db }: Deps, sink: LogSink, chain: number, seq: number): Promise<string | null> {
  const rows = await findEntriesAfter(db, chain, seq, AUDIT_FORWARD_BATCH_SIZE);
  const last = rows.at(-1)?.seq;
  if (!last) return null;
  const sent = await sink.send(rows.map((row) => ({ at: row.at, text: JSON.stringify(toExported(row)) })));
  if (!sent.ok) return sent.problem;
  await markForwarded(db, chain, seq, last);
  return null;
}
