import type { Duplex } from "node:stream";
import { parseArgs } from "node:util";
import { disconnectDeps, getDeps } from "@/lib/http/deps";
import { systemClock } from "@/lib/platform/clock";
import { readConfig } from "@/lib/platform/config/config";
import { flushSecurityEvents } from "@/lib/platform/security-event";
import { CONNECTIONS_AT_MOST, CONNECTIONS_PER_NETWORK } from "@/lib/policy";
import { chownTemporaryDataDir, prepareDemo, switchToTemporaryDataDir } from "./demo";
import { dropPrivileges, SERVER_FILES } from "./drop-privileges";
import { ensureBuild } from "./ensure-build";
import { checkEnvironment, loadEnvironment } from "./environment";
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
    Object.assign(process.env, { NODE_ENV: mode, NEXT_TELEMETRY_DISABLED: "1", ...WITHOUT_ENV_FILES });
    if (envFiles) loadEnvironment().forEach(printOut);
    if (demo) await switchToTemporaryDataDir(lifecycle);
    const administrator = readAdministratorVariables(process.env);
    const environment = checkEnvironment(process.env);
    assertSecureAddress(environment);
    await assertAdministratorOnFirstStart(environment, administrator);
    const address = await checkListenAddress(environment);
    process.env.PORT = String(address.port);
    const database = await prepareDatabase(lifecycle);
    if (demo && database.user) await chownTemporaryDataDir(database.user);
    const invitation = demo ? await prepareDemo(database.deps) : await prepareFirstAdministrator(database.deps, administrator);
    process.env.AUTH_URL = database.deps.config.appUrl;
    if (mode === "production") await ensureBuild(process.cwd(), lifecycle, printOut);
    describeDatabase(database.sharedWithServer ? database.description : `${database.description} (DATA_DIR)`);
    // In development Next's output is for the developer.
    if (mode === "production") lifecycle.onEnd(captureOutput(STARTUP_MESSAGE));
    await startNext(mode, address, lifecycle);
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

async function prepareDatabase(lifecycle: Lifecycle): Promise<OpenDatabase> {
  const opening = openDatabase("server", printOut, lifecycle.stopping);
  // Also stops work that is still starting when shutdown begins.
  lifecycle.onEnd(() =>
    opening.then(
      ({ close }) => close(),
      () => {},
    ),
  );
  const database = await opening;
  void database.lost.then(lifecycle.fail);
  const applied = await updateTables(database);
  if (applied.length > 0) printOut(appliedLine(applied, database.description));
  await assertRights(database);
  await keepServerRegistered(database, lifecycle);
  return database;
}

async function startNext(mode: Mode, address: ListenAddress, lifecycle: Lifecycle): Promise<void> {
  const config = readConfig();
  // Reads the certificate files that DATABASE_URL names: later they may change, or be unreadable for the user who serves.
  getDeps();
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
  lifecycle.onEnd(disconnectDeps);
  lifecycle.onEnd(async () => flushSecurityEvents());
  lifecycle.onEnd(async () => stopWorker());
  lifecycle.onEnd(() => app.close());
  lifecycle.onEnd(() => closeHttpServer(server, upgraded));
  await listen(server, address);
}

await serve(process.argv[2] === "dev" ? "development" : "production", readOptions());
