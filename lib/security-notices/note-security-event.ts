import type { SecurityEventKind } from "@/lib/mail/types";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { insertNotice } from "./store";

type Input = { userId: string; kind: SecurityEventKind; client: ClientInfo | null };

/**
 * Notes, in the transaction of the change, that its user is to be notified; see `insertNotice` for the conditions.
 * `flushSecurityNotices` turns notices into mails.
 */
export async function noteSecurityEvent(deps: Deps, tx: Statements, { userId, kind, client }: Input): Promise<void> {
  await insertNotice(tx, { userId, kind, at: deps.clock.now(), ip: client?.ip ?? null, userAgent: client?.userAgent ?? null });
}
