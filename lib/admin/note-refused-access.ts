import { recordSparingly } from "@/lib/audit/record-sparingly";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Deps } from "@/lib/platform/deps";
import { REFUSED_ACCESS_INTERVAL_SECONDS } from "@/lib/policy";
import type { CurrentSession } from "@/lib/sessions/types";

type Input = { session: CurrentSession; client: ClientInfo };

/** Records that somebody signed in has asked for what is the administrators'. */
export async function noteRefusedAccess(deps: Deps, { session, client }: Input): Promise<void> {
  const { id } = session.user;
  await recordSparingly(deps, { type: "access-refused", actorUserId: id, subjectUserId: id, client }, REFUSED_ACCESS_INTERVAL_SECONDS);
}
