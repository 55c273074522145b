import assert from "node:assert/strict";
import type { Duplex } from "node:stream";
import { parseArgs } from "node:util";
import { provideDeps } from "@/lib/http/deps";
import { systemClock } from "@/lib/platform/clock";
import type { Config } from "@/lib/platform/config/config";
import type { Environment } from "@/lib/platform/config/environment-variable";
import { STOP_TIMEOUT_MS } from "@/lib/platform/db/embedded/postmaster";
import { listMigrations } from "@/lib/platform/db/migrations";
import { flushSecurityEvents } from "@/lib/platform/security-event";
import { CONNECTIONS_AT_MOST, CONNECTIONS_PER_NETWORK } from "@/lib/policy";
import { chownTemporaryDataDir, prepareDemo, prepareDemoEnvironment } from "./demo";
import { dropPrivileges, SERVER_FILES } from "./drop-privileges";
import { ensureBuild } from "./ensure-build";
import { checkEnvironment, dataDirOf, loadEnvironment } from "./environment";
import { withErrorResponse } from "./error-responses";
import { assertAdministratorOnFirstStart, prepareFirstAdministrator, readAdministratorVariables } from "./first-administrator";
import { handleForwardAuth, handleOneTimeLink } from "./front-handlers";
import { closeHttpServer, createHttpServer, listen, trackUpgraded } from "./http-server";
import { limitConnections } from "./limit-connections";
import { assertSecureAddress, checkListenAddress, type ListenAddress, ownOrigin, plainHttpWarning } from "./listen-address";
import { BUILT_FILES, createNextApp, readKnownActions, readStaticFiles, STARTUP_MESSAGE, WITHOUT_ENV_FILES } from "./next-internals";
import { type OpenDatabase, openDatabase } from "./open-database";
import { describeDatabase } from "./outage";
import { handleOutage } from "./outage-handler";
import { captureOutput, printErr, printOut } from "./output";
import { appliedLine, assertRights, updateTables } from "./prepare-tables";
import { keepServerRegistered } from "./register-server";
import { releaseMemory } from "./release-memory";
import { createRequestFilter } from "./request-filter";
import { createLifecycle, type Lifecycle } from "./shutdown";
import { nodeWarning } from "./supported-versions";
import { stopWorker } from "./worker-state";

/** `--no-env-files` is for tests and benchmarks, which must not depend on the files of the checkout that they run in. */
const OPTIONS = { demo: { type: "boolean", default: false }, "no-env-files": { type: "boolean", default: false } } as const;

function readOptions(): { demo: boolean; envFiles: boolean } {
  try {
    const { values } = parseArgs({ args: process.argv.slice(3), options: OPTIONS });
    return { demo: values.demo, envFiles: !values["no-env-files"] };
  } catch (error) {
    printErr(`${(error as Error).message}\nusage: npm start [-- --demo] [--no-env-files]`);
    process.exit(2);
  }
}

type Mode = "production" | "development";

/** Starts the console from an empty folder, in the order in which mistakes are cheapest to report. */
async function serve(mode: Mode, { demo, envFiles }: { demo: boolean; envFiles: boolean }): Promise<void> {
  const lifecycle = createLifecycle();
  try {
    // Some modules read the mode when they are loaded.
    assert.equal(process.env.NODE_ENV, mode, "scripts/launch.mjs sets NODE_ENV before it loads this file");
    Object.assign(process.env, { NEXT_TELEMETRY_DISABLED: "1", ...WITHOUT_ENV_FILES });
    // The files hold the variables of the real console.
    if (envFiles && !demo) loadEnvironment().forEach(printOut);
    const environment = demo ? await prepareDemoEnvironment(process.env, lifecycle) : process.env;
    const administrator = readAdministratorVariables(environment);
    const config = checkEnvironment(environment);
    assertSecureAddress(config);
    await assertAdministratorOnFirstStart(config, environment, administrator);
    const address = await checkListenAddress(config);
    const database = await prepareDatabase({ ...environment, PORT: String(address.port) }, lifecycle);
    const { description, sharedWithServer } = database;
    describeDatabase(sharedWithServer ? description : `${description} (DATA_DIR)`, await listMigrations());
    const dataDir = dataDirOf(environment);
    if (demo && database.user) await chownTemporaryDataDir(dataDir, database.user);
    const invitation = demo ? await prepareDemo(database.deps, dataDir) : await prepareFirstAdministrator(database.deps, administrator);
    // Read by next-auth, which has no option for it.
    process.env.AUTH_URL = database.deps.config.appUrl;
    if (mode === "production") await ensureBuild(process.cwd(), lifecycle, printOut);
    // In development Next's output is for the developer.
    if (mode === "production") lifecycle.onEnd("output", captureOutput(STARTUP_MESSAGE));
    provideDeps(database);
    await startNext({ mode, address, config: database.deps.config }, lifecycle);
    // Not in development, which keeps writing into the checkout.
    const stillRoot = mode === "production" ? dropPrivileges(database, [...BUILT_FILES, ...SERVER_FILES]) : null;
    if (stillRoot) printOut(stillRoot);
    printOut(`Latchkey is ready at ${database.deps.config.appUrl}`);
    if (address.host) printOut(`It listens on ${address.host} port ${address.port} (HOST)`);
    for (const warning of [plainHttpWarning(database.deps.config), nodeWarning(process.versions.node, systemClock.now())]) {
      if (warning) printOut(warning);
    }
    if (invitation) printOut(invitation);
  } catch (error) {
    await lifecycle.fail(error);
  }
}

/** A PostgreSQL that is cut off in its shutdown recovers at the next start: it gets all the time after which it is given up itself. */
const DATABASE_CLOSE_LIMIT_MS = STOP_TIMEOUT_MS + 10_000;

async function prepareDatabase(environment: Environment, lifecycle: Lifecycle): Promise<OpenDatabase> {
  const opening = openDatabase({ role: "server", environment, say: printOut, stopping: lifecycle.stopping });
  // Also stops work that is still starting when shutdown begins.
  const close = () =>
    opening.then(
      (opened) => opened.close(),
      () => {},
    );
  lifecycle.onEnd("database", close, DATABASE_CLOSE_LIMIT_MS);
  const database = await opening;
  // On its own, so that a statement that hangs does not keep an embedded database from stopping in order.
  lifecycle.onEnd("connections", database.connection.disconnect);
  void database.lost.then(lifecycle.fail);
  const applied = await updateTables(database);
  if (applied.length > 0) printOut(appliedLine(applied, database.description));
  await assertRights(database);
  await keepServerRegistered(database, lifecycle);
  return database;
}

type Settings = { mode: Mode; address: ListenAddress; config: Config };

async function startNext({ mode, address, config }: Settings, lifecycle: Lifecycle): Promise<void> {
  const built = mode === "production";
  const app = await createNextApp({ dev: !built, port: config.port, origin: ownOrigin(address) });
  await app.prepare();
  const handle = app.getRequestHandler();
  if (built) releaseMemory();
  const kindOfAction = built ? await readKnownActions(process.cwd()) : () => "form" as const;
  const staticFiles = built ? await readStaticFiles(process.cwd()) : null;
  const answer = withErrorResponse(handleForwardAuth(handleOutage(handleOneTimeLink(withErrorResponse(handle)))));
  const server = createHttpServer(createRequestFilter({ config, kindOfAction, staticFiles, handle: answer }), config);
  limitConnections(server, { atMost: CONNECTIONS_AT_MOST, perNetwork: CONNECTIONS_PER_NETWORK, trustedProxies: config.trustedProxies });
  const upgraded = mode === "development" ? trackUpgraded(server) : new Set<Duplex>();
  lifecycle.onEnd("security events", async () => flushSecurityEvents());
  lifecycle.onEnd("worker", stopWorker);
  lifecycle.onEnd("Next.js", () => app.close());
  lifecycle.onEnd("HTTP server", () => closeHttpServer(server, upgraded));
  await listen(server, address);
}

await serve(process.argv[2] === "dev" ? "development" : "production", readOptions());
