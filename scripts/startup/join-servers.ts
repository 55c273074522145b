import { v7 } from "uuid";
import { forgetServers, joinServers, leaveServers, stayListed } from "@/lib/features/keys/server-registry";
import type { JoinProblem } from "@/lib/features/keys/types";
import { databaseTrouble } from "@/lib/platform/db/trouble";
import { log } from "@/lib/platform/log";
import type { Result } from "@/lib/platform/result";
import { SERVER_BEAT_SECONDS } from "@/lib/policy";
import { joinError } from "./check-secrets";
import type { Lifecycle } from "./lifecycle";
import type { OpenDatabase } from "./open-database";

/** Lists this server among the running ones until it ends. Throws, or ends it, when its secrets and theirs do not go together. */
export async function joinRunningServers({ deps, borrowed }: OpenDatabase, lifecycle: Lifecycle): Promise<void> {
  const id = v7({ msecs: deps.clock.now().getTime(), random: deps.random.bytes(16) });
  if (!borrowed) await forgetServers(deps);
  expectKeys(await joinServers(deps, id));
  let beat: NodeJS.Timeout;
  let saying = Promise.resolve();
  const sayNext = () => {
    beat = setTimeout(() => {
      saying = say();
    }, SERVER_BEAT_SECONDS * 1000).unref();
  };
  const say = async () => {
    const listed = await stayListed(deps, id).catch((error: Error) => {
      log.warn({ reason: error.message }, "the list of running servers cannot be reached");
      return null;
    });
    // Not waited for: the end waits for this.
    if (listed && !listed.ok) return void lifecycle.fail(joinError(listed.problem));
    sayNext();
  };
  sayNext();
  lifecycle.onEnd(async () => {
    await saying;
    clearTimeout(beat);
    await leaveServers(deps, id).catch(leaveLater);
  });
}

/** Stopped together with its database: a server without a heartbeat is off the list within a minute. */
function leaveLater(error: unknown): void {
  if (!databaseTrouble(error)) throw error;
  log.warn("the database has ended first: the list of running servers cannot be reached");
}

function expectKeys(joined: Result<null, JoinProblem>): void {
  if (!joined.ok) throw joinError(joined.problem);
}
