import type { Factor } from "@/lib/platform/db/generated/enums";
import type { Deps } from "@/lib/platform/deps";
import { describeUserAgent } from "@/lib/platform/user-agent";
import { findUserSessions } from "./store";

export type SignedInDevice = {
  id: string;
  ip: string;
  userAgent: string;
  /** In words, for a person to recognise. */
  browser: string;
  system: string;
  factors: Factor[];
  createdAt: Date;
  lastSeenAt: Date;
  /** The session that asks. */
  current: boolean;
};

/** Every live session of the user, the asking one first, then the most recently used. */
export async function listSessions(deps: Deps, userId: string, currentSessionId: string | null): Promise<SignedInDevice[]> {
  const rows = await findUserSessions(deps.db, userId, deps.clock.now());
  const devices = rows.map((row) => ({ ...row, ...describeUserAgent(row.userAgent), current: row.id === currentSessionId }));
  return devices.sort((a, b) => Number(b.current) - Number(a.current));
}
