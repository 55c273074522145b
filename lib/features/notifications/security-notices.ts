import { lockUser } from "@/lib/features/known-browsers/known-browsers";
import { type ClientInfo, describeUserAgent } from "@/lib/platform/client-info";
import { addSeconds } from "@/lib/platform/clock";
import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { log } from "@/lib/platform/log";
import { CLOCK_SKEW_SECONDS, SECURITY_MAIL_INTERVAL_SECONDS } from "@/lib/policy";
import { enqueueMail } from "./outbox";
import { claimNotices, deleteMailed, findDueGroups, findRecipient, type Interval, insertNotice, mailedIn, type NoticeGroup } from "./store";
import { OPTIONAL_EVENT_KIND, type SecurityEvent, type SecurityEventKind } from "./types";

type Input = { userId: string; kind: SecurityEventKind; client: ClientInfo | null };

/**
 * Records, in the transaction of the change, that its user is to be notified; see `insertNotice` for the conditions.
 * `flushSecurityNotices` turns notices into emails.
 */
export async function recordSecurityNotice(deps: Deps, tx: Statements, { userId, kind, client }: Input): Promise<void> {
  await insertNotice(tx, { userId, kind, at: deps.clock.now(), ip: client?.ip ?? null, userAgent: client?.userAgent ?? null });
}

/**
 * Turns waiting notices into emails: the first of a kind at once, those of the next 10 minutes together after them. Returns the ids of
 * the emails. Notices that cannot be mailed now stay waiting, and delay no other user's.
 */
export async function flushSecurityNotices(deps: Deps): Promise<string[]> {
  const now = deps.clock.now();
  // An email from the future was sent before the clock went back: it delays no other.
  const interval = { after: addSeconds(now, -SECURITY_MAIL_INTERVAL_SECONDS), until: addSeconds(now, CLOCK_SKEW_SECONDS) };
  await deleteMailed(deps.db, interval.after);
  const mailIds: string[] = [];
  for (const group of await findDueGroups(deps.db, interval)) {
    const mailId = await mailGroup(deps, group, interval).catch((error: Error) => {
      log.error({ userId: group.userId, kind: group.kind, reason: error.message }, "security notices could not be mailed");
      return null;
    });
    if (mailId) mailIds.push(mailId);
  }
  return mailIds;
}

/** Claims the notices and enqueues their mail in one transaction: both happen, or neither. */
function mailGroup(deps: Deps, group: NoticeGroup, interval: Interval): Promise<string | null> {
  return deps.db.$transaction(async (tx) => {
    // Serializes the user's notices until the transaction ends: of two servers, the second sees what the first has mailed.
    await lockUser(tx, group.userId);
    const user = await findRecipient(tx, group.userId);
    if (!user || (await mailedIn(tx, group, interval))) return null;
    const notices = await claimNotices(tx, group, deps.clock.now());
    if (notices.length === 0 || (group.kind === OPTIONAL_EVENT_KIND && !user.securityMails)) return null;
    const events: SecurityEvent[] = notices.map(({ at, ip, userAgent }) => ({
      kind: group.kind,
      at,
      ip,
      ...(userAgent === null ? { browser: null } : describeUserAgent(userAgent)),
    }));
    const mail = { kind: "security-events" as const, events };
    return enqueueMail(deps, tx, { userId: group.userId, username: user.username, to: group.toAddress, mail });
  });
}
