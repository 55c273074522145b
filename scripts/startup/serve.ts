import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import { disconnectDeps } from "@/lib/http/deps";
import { systemClock } from "@/lib/platform/clock";
import { readConfig } from "@/lib/platform/config/config";
import { flushSecurityEvents } from "@/lib/platform/security-event";
import { CONNECTIONS_AT_MOST, CONNECTIONS_PER_NETWORK } from "@/lib/policy";
import { nameDatabase } from "@/lib/server/outage";
import { stopWorker } from "@/lib/server/worker-state";
import { answerChecks } from "./answer-checks";
import { answerErrors } from "./answer-errors";
import { answerLinks } from "./answer-links";
import { answerOutages } from "./answer-outages";
import { assertRights } from "./assert-rights";
import { ensureBuild, WITHOUT_ENV_FILES } from "./build";
import { captureOutput } from "./capture-output";
import { giveThrowAwayFolder, moveToThrowAwayFolder, prepareDemo } from "./demo";
import { checkEnvironment } from "./environment";
import { judgeOnFirstStart, prepareFirstAdministrator, readAdministratorVariables } from "./first-administrator";
import { readStaticFiles } from "./framework-addresses";
import { freeAbortReasons } from "./free-abort-reasons";
import { createGate } from "./gate";
import { closeHttpServer, createHttpServer, listen, trackUpgraded } from "./http-server";
import { joinRunningServers } from "./join-servers";
import { readKnownActions } from "./known-actions";
import { leaveRoot, SERVER_FILES } from "./leave-root";
import { createLifecycle, type Lifecycle } from "./lifecycle";
import { limitConnections } from "./limit-connections";
import { checkListenAddress, type ListenAddress, ownOrigin } from "./listen-address";
import { loadEnvironment } from "./load-environment";
import { type OpenDatabase, openDatabase } from "./open-database";
import { expectSecureAddress, plainHttpWarning } from "./plain-http";
import { releaseMemory } from "./release-memory";
import { say } from "./say";
import { nodeWarning } from "./supported-versions";
import { updateTables } from "./update-tables";

type Mode = "production" | "development";

/** Everything from an empty folder to a console that answers, in the order in which mistakes are cheapest to report. */
export async function serve(mode: Mode, { demo = false, envFiles = true } = {}): Promise<void> {
  const lifecycle = createLifecycle();
  try {
    Object.assign(process.env, { NODE_ENV: mode, NEXT_TELEMETRY_DISABLED: "1", ...WITHOUT_ENV_FILES });
    if (envFiles) loadEnvironment().forEach(say);
    if (demo) await moveToThrowAwayFolder(lifecycle);
    const administrator = readAdministratorVariables(process.env);
    const environment = checkEnvironment(process.env);
    expectSecureAddress(environment);
    await judgeOnFirstStart(environment, administrator);
    const address = await checkListenAddress(environment);
    process.env.PORT = String(address.port);
    const database = await prepareDatabase(lifecycle);
    if (demo && database.user) await giveThrowAwayFolder(database.user);
    const invitation = demo ? await prepareDemo(database.deps) : await prepareFirstAdministrator(database.deps, administrator);
    process.env.AUTH_URL = database.deps.config.appUrl;
    if (mode === "production") await ensureBuild(process.cwd(), lifecycle, say);
    nameDatabase(database.borrowed ? database.description : `${database.description} (DATA_DIR)`);
    // In development what Next prints is for the developer.
    if (mode === "production") lifecycle.onEnd(captureOutput());
    await startNext(mode, address, lifecycle);
    // Not in development, which goes on writing into the checkout.
    const stillRoot = mode === "production" ? leaveRoot(database, SERVER_FILES) : null;
    if (stillRoot) say(stillRoot);
    say(`Latchkey is ready at ${database.deps.config.appUrl}`);
    if (address.host) say(`It listens on ${address.host} port ${address.port} (HOST)`);
    for (const warning of [plainHttpWarning(database.deps.config), nodeWarning(process.versions.node, systemClock.now())]) {
      if (warning) say(warning);
    }
    if (invitation) say(invitation);
  } catch (error) {
    await lifecycle.fail(error);
  }
}

async function prepareDatabase(lifecycle: Lifecycle): Promise<OpenDatabase> {
  const opening = openDatabase("server", say, lifecycle.stopping);
  // Also what is being made or started when the end begins.
  lifecycle.onEnd(() =>
    opening.then(
      ({ close }) => close(),
      () => {},
    ),
  );
  const database = await opening;
  void database.lost.then(lifecycle.fail);
  const applied = await updateTables(database);
  if (applied.length > 0) say(`Applied ${applied.length} migration${applied.length === 1 ? "" : "s"} to ${database.description}`);
  await assertRights(database);
  await joinRunningServers(database, lifecycle);
  return database;
}

async function startNext(mode: Mode, address: ListenAddress, lifecycle: Lifecycle): Promise<void> {
  const config = readConfig();
  freeAbortReasons();
  // Next loads the maps of all that is built into memory, where traces are to be read in them: a third of the heap.
  if (mode === "production") process.setSourceMapsEnabled(false);
  const { default: next } = (await import("next")) as unknown as { default: typeof import("next").default };
  // Where Next finds the console when it calls itself; else it would go by the address outside, which a proxy may serve.
  process.env.__NEXT_PRIVATE_ORIGIN = ownOrigin(address);
  // `quiet`: what requests throw is logged by instrumentation.ts, in one place and form. `httpServer`: only hot reload speaks
  // anything but HTTP; on a server that nobody listens to, Next's ear for it takes no request past the gate.
  const deaf = mode === "production" && { httpServer: createServer() };
  const app = next({ dev: mode === "development", dir: process.cwd(), port: config.port, quiet: true, ...deaf });
  await app.prepare();
  const handle = app.getRequestHandler();
  const built = mode === "production";
  if (built) releaseMemory();
  const kindOfAction = built ? await readKnownActions(process.cwd()) : () => "form" as const;
  const staticFiles = built ? await readStaticFiles(process.cwd()) : null;
  const answer = answerErrors(answerChecks(answerOutages(answerLinks(answerErrors(handle)))));
  const server = createHttpServer(createGate({ config, kindOfAction, staticFiles, handle: answer }), config);
  limitConnections(server, { atMost: CONNECTIONS_AT_MOST, perNetwork: CONNECTIONS_PER_NETWORK, trustedProxies: config.trustedProxies });
  const upgraded = mode === "development" ? trackUpgraded(server) : new Set<Duplex>();
  lifecycle.onEnd(disconnectDeps);
  lifecycle.onEnd(async () => flushSecurityEvents());
  lifecycle.onEnd(async () => stopWorker());
  lifecycle.onEnd(() => app.close());
  lifecycle.onEnd(() => closeHttpServer(server, upgraded));
  await listen(server, address);
}
