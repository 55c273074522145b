import { recordEvent } from "@/lib/audit/record";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Deps } from "@/lib/platform/deps";
import { deleteSession } from "./store";
import type { CurrentSession } from "./types";

type Input = { session: CurrentSession; client: ClientInfo };

/** Signs out: the row is gone, so the token is worth nothing from the next request on. */
export async function endSession(deps: Deps, { session, client }: Input): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    if ((await deleteSession(tx, session.id, deps.clock.now())) === 0) return;
    await recordEvent(deps, tx, { type: "signed-out", actorUserId: session.user.id, subjectUserId: session.user.id, client });
  });
}
