import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { lowestIdAt } from "./event-id";
import { recordEvent } from "./record";
import { findEvents, lockRecording } from "./store";
import type { AuditEntry } from "./types";

type Sparing = AuditEntry & { subjectUserId: string };

/** Records what somebody can do as often as they like, but once in `intervalSeconds` a person, also of many tries at once. */
export async function recordSparingly(deps: Deps, entry: Sparing, intervalSeconds: number): Promise<void> {
  const { type, subjectUserId } = entry;
  const since = lowestIdAt(addSeconds(deps.clock.now(), -intervalSeconds));
  await deps.db.$transaction(async (tx) => {
    await lockRecording(tx, `${type} ${subjectUserId}`);
    const lately = await findEvents(tx, { where: { type, subjectUserId, id: { gt: since } }, order: "desc", take: 1 });
    if (lately.length === 0) await recordEvent(deps, tx, entry);
  });
}
