import { addSeconds } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { lowestIdAt } from "./event-id";
import { recordEvent } from "./record";
import { findEvents, lockRecording } from "./store";
import type { AuditEntry } from "./types";

type Sparing = AuditEntry & { subjectUserId: string };

/**
 * Records what can be done as often as one likes, but once in `intervalSeconds` for each actor and subject, also of many tries at once.
 * Those who find it recorded wait for nobody: each that waits for the lock keeps a connection from everybody else.
 */
export async function recordSparingly(deps: Deps, entry: Sparing, intervalSeconds: number): Promise<void> {
  const { type, actorUserId, subjectUserId } = entry;
  const since = lowestIdAt(addSeconds(deps.clock.now(), -intervalSeconds));
  const lately = { where: { type, actorUserId, subjectUserId, id: { gt: since } }, order: "desc", take: 1 } as const;
  const isRecorded = async (db: Transaction) => (await findEvents(db, lately)).length > 0;
  if (await isRecorded(deps.db)) return;
  await deps.db.$transaction(async (tx) => {
    await lockRecording(tx, `${type} ${actorUserId} ${subjectUserId}`);
    if (!(await isRecorded(tx))) await recordEvent(deps, tx, entry);
  });
}
