import type { Deps } from "@/lib/platform/deps";
import { findMatching } from "./find-matching";
import type { EventRow } from "./store";
import type { EventFilter, ExportedEvent } from "./types";

/** Everything that the filter lets through, newest first, `batch` entries at a time. */
export async function* readEvents(deps: Deps, filter: EventFilter, batch: number): AsyncGenerator<ExportedEvent[]> {
  let after: string | undefined;
  do {
    const rows = await findMatching(deps, filter, { after, take: batch });
    if (rows.length > 0) yield rows.map(toExported);
    after = rows.length === batch ? rows.at(-1)?.id : undefined;
  } while (after);
}

/** An entry as it leaves the console. */
export function toExported({ at, actorName: actor, subjectName: subject, hash, keyId: _keyId, ...row }: EventRow): ExportedEvent {
  return { ...row, at: at.toISOString(), actor, subject, hash: hash && Buffer.from(hash).toString("hex") };
}
