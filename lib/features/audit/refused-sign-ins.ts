import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { siteOf } from "@/lib/platform/http/client-address";
import { REFUSALS_RECORDED, REFUSALS_TOTAL_SHARES, REFUSALS_WINDOW_SECONDS } from "@/lib/policy";
import { recordEvent } from "./record";
import { countRefusal, findEndedFloods, takeFloods } from "./store";
import type { AuditEntry } from "./types";

/** Shares of the count of all networks: one row would have all refused sign-ins wait for each other. */
const TOTAL = "total ";
const TOTAL_SHARES = Array.from({ length: REFUSALS_TOTAL_SHARES }, (_, share) => `${TOTAL}${share}`);

type Refused = Pick<AuditEntry, "subjectUserId"> & { client: NonNullable<AuditEntry["client"]> };

/**
 * Records a refused sign-in, which strangers can cause at will: in full while its network and all networks together have had few in
 * this period, else by its count alone (see `recordFloods`). The statements are the same for every name, so that they do not
 * show whether there is such an account.
 */
export async function recordRefusedSignIn(deps: Deps, { subjectUserId, client }: Refused): Promise<void> {
  const share = `${TOTAL}${(deps.random.bytes(1)[0] ?? 0) % REFUSALS_TOTAL_SHARES}`;
  const highest = await countRefusal(deps.direct, [siteOf(client.ip), share], deps.clock.now());
  if (highest > REFUSALS_RECORDED) return;
  await recordEvent(deps, deps.direct, { type: "sign-in-refused", actorUserId: null, subjectUserId, factor: "password", client });
}

/**
 * Ends the periods that are full, a step of the worker. What was more than is recorded in full becomes one entry with the number of all
 * refused sign-ins of the period: one for each such network, and one for all networks together.
 */
export async function recordFloods(deps: Deps): Promise<void> {
  const began = addSeconds(deps.clock.now(), -REFUSALS_WINDOW_SECONDS);
  const ended = await findEndedFloods(deps.db, began);
  const networks = ended.filter((subject) => !subject.startsWith(TOTAL));
  for (const network of networks) await recordFlood(deps, [network], network);
  if (networks.length < ended.length) await recordFlood(deps, TOTAL_SHARES, "all networks");
}

/** Of any number of servers that find the period ended, one takes the counts and writes the entry. */
function recordFlood(deps: Deps, subjects: string[], ip: string): Promise<void> {
  return deps.db.$transaction(async (tx) => {
    const counts = await takeFloods(tx, subjects);
    if (!counts.some((count) => count > REFUSALS_RECORDED)) return;
    const entry = { type: "sign-ins-refused", actorUserId: null, subjectUserId: null, factor: "password" } as const;
    await recordEvent(deps, tx, { ...entry, client: { ip, userAgent: "" }, count: counts.reduce((sum, count) => sum + count) });
  });
}
