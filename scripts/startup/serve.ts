import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import { readConfig } from "@/lib/platform/config/config";
import { applyMigrations } from "@/lib/platform/db/migrate";
import { OperatorError } from "@/lib/platform/operator-error";
import { disconnectDeps } from "@/lib/web/deps";
import { nameDatabase } from "@/lib/web/outage";
import { stopWorker } from "@/lib/web/worker-state";
import { answerChecks } from "./answer-checks";
import { answerOutages } from "./answer-outages";
import { ensureBuild } from "./build";
import { moveToThrowAwayFolder, prepareDemo } from "./demo";
import { checkEnvironment } from "./environment";
import { judgeOnFirstStart, prepareFirstAdministrator, readAdministratorVariables } from "./first-administrator";
import { freeAbortReasons } from "./free-abort-reasons";
import { createGate } from "./gate";
import { closeHttpServer, createHttpServer, listen, trackUpgraded } from "./http-server";
import { joinRunningServers } from "./join-servers";
import { readKnownActions } from "./known-actions";
import { createLifecycle, type Lifecycle } from "./lifecycle";
import { type OpenDatabase, openDatabase } from "./open-database";
import { plainHttpWarning } from "./plain-http";
import { checkPort } from "./port";
import { say } from "./say";

type Mode = "production" | "development";

/** Everything from an empty folder to a console that answers, in the order in which mistakes are cheapest to report. */
export async function serve(mode: Mode, { demo }: { demo: boolean } = { demo: false }): Promise<void> {
  const lifecycle = createLifecycle();
  try {
    Object.assign(process.env, { NODE_ENV: mode, NEXT_TELEMETRY_DISABLED: "1" });
    if (demo) await moveToThrowAwayFolder(lifecycle);
    const administrator = readAdministratorVariables(process.env);
    const config = checkEnvironment(process.env);
    await judgeOnFirstStart(config, administrator);
    process.env.PORT = String(await checkPort(config.port));
    const database = await prepareDatabase(lifecycle);
    const invitation = demo ? await prepareDemo(database.deps) : await prepareFirstAdministrator(database.deps, administrator);
    Object.assign(process.env, { APP_URL: database.deps.config.appUrl, AUTH_URL: database.deps.config.appUrl });
    if (mode === "production") await ensureBuild(process.cwd(), lifecycle, say);
    nameDatabase(database.borrowed ? database.description : `${database.description} (DATA_DIR)`);
    await startNext(mode, lifecycle);
    say(`Latchkey is ready at ${database.deps.config.appUrl}`);
    const warning = plainHttpWarning(database.deps.config.appUrl);
    if (warning) say(warning);
    if (invitation) say(invitation);
  } catch (error) {
    await lifecycle.fail(error);
  }
}

async function prepareDatabase(lifecycle: Lifecycle): Promise<OpenDatabase> {
  const database = await openDatabase("server", say);
  lifecycle.onEnd(database.close);
  void database.lost.then(lifecycle.fail);
  const applied = await applyMigrations(database.deps.config.databaseUrl, process.cwd()).catch((error: Error) => {
    throw new OperatorError(`The migrations cannot be applied to ${database.description}: ${error.message}`);
  });
  if (applied.length > 0) say(`Applied ${applied.length} migration${applied.length === 1 ? "" : "s"} to ${database.description}`);
  await joinRunningServers(database, lifecycle);
  return database;
}

async function startNext(mode: Mode, lifecycle: Lifecycle): Promise<void> {
  const config = readConfig();
  freeAbortReasons();
  // Next loads the maps of all that is built into memory, where traces are to be read in them: a third of the heap.
  if (mode === "production") process.setSourceMapsEnabled(false);
  const { default: next } = (await import("next")) as unknown as { default: typeof import("next").default };
  // Where Next finds the console when it calls itself; else it would go by the address outside, which a proxy may serve.
  process.env.__NEXT_PRIVATE_ORIGIN = `http://127.0.0.1:${config.port}`;
  // `quiet`: what requests throw is logged by instrumentation.ts, in one place and form. `httpServer`: only hot reload speaks
  // anything but HTTP; on a server that nobody listens to, Next's ear for it takes no request past the gate.
  const deaf = mode === "production" && { httpServer: createServer() };
  const app = next({ dev: mode === "development", dir: process.cwd(), port: config.port, quiet: true, ...deaf });
  await app.prepare();
  const handle = app.getRequestHandler();
  const knowsAction = mode === "production" ? await readKnownActions(process.cwd()) : () => true;
  const answer = answerChecks(answerOutages((request, response) => void handle(request, response)));
  const server = createHttpServer(createGate({ config, knowsAction, handle: answer }));
  const upgraded = mode === "development" ? trackUpgraded(server) : new Set<Duplex>();
  lifecycle.onEnd(disconnectDeps);
  lifecycle.onEnd(async () => stopWorker());
  lifecycle.onEnd(() => app.close());
  lifecycle.onEnd(() => closeHttpServer(server, upgraded));
  await listen(server, config.port);
}
