import * as z from "zod/mini";
import { recordOwnEvent } from "@/lib/features/audit/record";
import { endOtherBrowsers, type RequestClient } from "@/lib/features/known-browsers/known-browsers";
import { type ClientInfo, type DeviceKind, describeUserAgent, deviceKind } from "@/lib/platform/client-info";
import type { Factor } from "@/lib/platform/db/generated/enums";
import type { Deps } from "@/lib/platform/deps";
import { endUserSessions } from "./end-sessions";
import type { ReverifiedSession } from "./session";
import { deleteOwnSession, findUserSessions } from "./store";

export type SignedInDevice = {
  id: string;
  ip: string;
  userAgent: string;
  /** Readable names, for the user to recognize. */
  browser: string;
  system: string;
  kind: DeviceKind;
  factors: Factor[];
  createdAt: Date;
  lastSeenAt: Date;
  /** The session of this request. */
  current: boolean;
};

/** Returns every live session of the user, the current one first, then the most recently used. */
export async function listSessions(deps: Deps, userId: string, currentSessionId: string | null): Promise<SignedInDevice[]> {
  const rows = await findUserSessions(deps.db, userId, deps.clock.now());
  const devices = rows.map(({ userAgent, ...row }) => ({
    ...row,
    userAgent,
    ...describeUserAgent(userAgent),
    kind: deviceKind(userAgent),
    current: row.id === currentSessionId,
  }));
  return devices.sort((a, b) => Number(b.current) - Number(a.current));
}

type Input = { session: ReverifiedSession; client: ClientInfo };
type ElsewhereInput = RequestClient & { session: ReverifiedSession };

/** The ended session, in names for the user to recognize. */
type SignedOut = { ip: string; browser: string; system: string };

/** `Sign out`: ends one of the user's own sessions at once. Does nothing and returns null for the id of another user's session. */
export async function signOutDevice(deps: Deps, { session, client, sessionId }: Input & { sessionId: string }): Promise<SignedOut | null> {
  const userId = session.user.id;
  return deps.db.$transaction(async (tx) => {
    const ended = await deleteOwnSession(tx, userId, sessionId, deps.clock.now());
    if (!ended) return null;
    await recordOwnEvent(deps, tx, { type: "sessions-revoked", userId, client });
    return { ip: ended.ip, ...describeUserAgent(ended.userAgent) };
  });
}

/** `Sign out everywhere else`: ends all other sessions and the trust in all other browsers. Returns the number of sessions ended. */
export async function signOutEverywhereElse(deps: Deps, { session, browserToken, client }: ElsewhereInput): Promise<number> {
  const userId = session.user.id;
  return deps.db.$transaction(async (tx) => {
    const ended = await endUserSessions(tx, userId, deps.clock.now(), { reason: "signed-out-elsewhere", exceptId: session.id });
    await endOtherBrowsers(deps, tx, { userId, browserToken });
    await recordOwnEvent(deps, tx, { type: "sessions-revoked", userId, client });
    return ended;
  });
}

/** What to sign out: one session by its id, or every other one. */
export const deviceSchema = z.object({ device: z.union([z.literal("others"), z.uuid()]) });
