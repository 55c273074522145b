import { v7 } from "uuid";
import { checkAuthSecret, type RegistrationProblem } from "@/lib/features/keys/check-keys";
import { clearServers, publishAppUrl, registerServer, renewLease, unregisterServer } from "@/lib/features/keys/server-registry";
import { ConfigError } from "@/lib/platform/config/config";
import { classifyDatabaseError, databaseReason } from "@/lib/platform/db/errors";
import type { Deps } from "@/lib/platform/deps";
import { log } from "@/lib/platform/log";
import type { Result } from "@/lib/platform/result";
import { SERVER_HEARTBEAT_SECONDS } from "@/lib/policy";
import type { OpenDatabase } from "./open-database";
import { reportDatabaseError } from "./outage";
import type { Lifecycle } from "./shutdown";

/** Registers this server until it ends. Throws, or ends the server, when its secrets differ from those of the other servers. */
export async function keepServerRegistered({ deps, sharedWithServer }: OpenDatabase, lifecycle: Lifecycle): Promise<void> {
  const id = v7({ msecs: deps.clock.now().getTime(), random: deps.random.bytes(16) });
  if (!sharedWithServer) await clearServers(deps);
  assertKeys(await registerServer(deps, id));
  await publishAppUrl(deps);
  let heartbeat: NodeJS.Timeout;
  let renewal = Promise.resolve();
  const scheduleRenewal = () => {
    heartbeat = setTimeout(() => {
      renewal = renew();
    }, SERVER_HEARTBEAT_SECONDS * 1000).unref();
  };
  const renew = async () => {
    const listed = await renewLease(deps, id).catch(reportMissedHeartbeat);
    // Not awaited: shutdown waits for this function.
    if (listed && !listed.ok) return void lifecycle.fail(registrationError(listed.problem));
    scheduleRenewal();
  };
  scheduleRenewal();
  lifecycle.onEnd("registration", async () => {
    await renewal;
    clearTimeout(heartbeat);
    await unregisterServer(deps, id).catch(ignoreLostDatabase);
  });
}

/** An outage is logged once, in outage.ts. */
function reportMissedHeartbeat(error: unknown): null {
  if (reportDatabaseError(error)) return null;
  const reason = databaseReason(error);
  log.warn(reason ? { reason: `the database ${reason}` } : { err: error }, "the list of running servers cannot be renewed");
  return null;
}

/** When the database stops as well, the registration ends within a minute without a heartbeat. */
function ignoreLostDatabase(error: unknown): void {
  if (!classifyDatabaseError(error)) throw error;
  log.warn("the database has ended first: the list of running servers cannot be reached");
}

function assertKeys(joined: Result<null, RegistrationProblem>): void {
  if (!joined.ok) throw registrationError(joined.problem);
}

/** Stops a server whose AUTH_SECRET has changed, which would invalidate all sessions and codes. */
export async function assertAuthSecret(deps: Deps): Promise<void> {
  if (!(await checkAuthSecret(deps))) throw authSecretChanged();
}

function authSecretChanged(): ConfigError {
  return new ConfigError(
    "AUTH_SECRET",
    "is not the one that this database was used with: set it back. Without it all sessions end, backup codes, pending sign-ins and " +
      "one-time links are invalid, and earlier audit entries cannot be checked; to accept that: npm run admin -- accept-auth-secret",
  );
}

/** One line about an error that keeps a server from starting or running. */
function registrationError(problem: RegistrationProblem): ConfigError {
  if (problem.code === "auth-secret-changed") return authSecretChanged();
  return new ConfigError("ENCRYPTION_KEYS", reasonOf(problem));
}

function reasonOf(problem: Exclude<RegistrationProblem, { code: "auth-secret-changed" }>): string {
  switch (problem.code) {
    case "keys-missing":
      return `lacks ${named(problem.keyIds)}, with which secrets or emails in the database are encrypted`;
    case "keys-wrong":
      return `has ${named(problem.keyIds)} with other bytes than those with which secrets or emails in the database are encrypted`;
    case "other-servers-lack-key":
      return `begins with ${named([problem.keyId])}, which another running server does not have: put it last there and here, then first (docs/operations/keys.md)`;
    case "other-servers-key-missing":
      return `lacks ${named([problem.keyId])}, with which another running server encrypts`;
  }
}

function named(keyIds: string[]): string {
  return `the key${keyIds.length === 1 ? "" : "s"} "${keyIds.join('", "')}"`;
}
