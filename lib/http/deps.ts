import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { systemClock } from "@/lib/platform/clock";
import { readConfig } from "@/lib/platform/config/config";
import { createKeyedHash, systemRandom } from "@/lib/platform/crypto/keyed-hash";
import { type Connection, connect, connectDirect, type DirectConnection, type PoolState } from "@/lib/platform/db/connect";
import type { DatabaseTarget } from "@/lib/platform/db/connection-settings";
import { createMailTransport, type Deps } from "@/lib/platform/deps";
import { createLogSink } from "@/lib/platform/log-sink";
import { CHECK_CONNECTIONS } from "@/lib/policy";

/** Kept on globalThis: the server's bundles each have their own copy of this module, and must share one pool. */
const shared = globalThis as { latchkeyDeps?: Deps; latchkeyConnection?: Connection; latchkeyChecks?: DirectConnection };

export function getDeps(): Deps {
  shared.latchkeyDeps ??= createDeps();
  return shared.latchkeyDeps;
}

/** For the checks of reverse proxies, whose connections are their own. */
export function getCheckDeps(): Deps {
  const { config } = getDeps();
  shared.latchkeyChecks ??= connectDirect(databaseTarget(), "latchkey-checks", Math.min(CHECK_CONNECTIONS, config.databasePoolSize));
  return { ...getDeps(), direct: shared.latchkeyChecks.direct };
}

/** The database of `getDeps`, for connections beside its pool. */
export function databaseTarget(): DatabaseTarget {
  getDeps();
  if (!shared.latchkeyConnection) throw new Error("the database of these dependencies is not known");
  return shared.latchkeyConnection.target;
}

/** Closes the pools at shutdown, before the database stops. */
export async function disconnectDeps(): Promise<void> {
  await Promise.all([shared.latchkeyConnection?.disconnect(), shared.latchkeyChecks?.disconnect()]);
}

/** Closes the connections that lie idle, once a database that took no changes takes them again: they may lead to where it was. */
export async function closeIdleConnections(): Promise<void> {
  await Promise.all([shared.latchkeyConnection?.closeIdle(), shared.latchkeyChecks?.closeIdle()]);
}

/** Returns how many database connections there are, and how many requests wait for one. */
export function poolState(): PoolState {
  return shared.latchkeyConnection?.poolState() ?? { open: 0, idle: 0, waiting: 0 };
}

function createDeps(): Deps {
  const config = readConfig();
  const connection = connect(config.databaseUrl, "latchkey-web", config.databasePoolSize);
  shared.latchkeyConnection = connection;
  const { db, direct } = connection;
  const keyedHash = createKeyedHash(config.authSecret);
  const hashing = pLimit(availableParallelism());
  return {
    db,
    direct,
    clock: systemClock,
    random: systemRandom,
    keyedHash,
    hashing,
    mailTransport: createMailTransport(config.mail),
    logSink: createLogSink(config.logSink, config.appName),
    config,
  };
}
