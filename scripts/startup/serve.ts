import { readConfig } from "@/lib/platform/config/config";
import { applyMigrations } from "@/lib/platform/db/migrate";
import { OperatorError } from "@/lib/platform/operator-error";
import { disconnectDeps } from "@/lib/web/deps";
import { ensureBuild } from "./build";
import { expectAuthSecret } from "./check-secrets";
import { moveToThrowAwayFolder, prepareDemo } from "./demo";
import { checkEnvironment } from "./environment";
import { prepareFirstAdministrator, readAdministratorVariables } from "./first-administrator";
import { closeHttpServer, createHttpServer, listen, trackUpgraded } from "./http-server";
import { joinRunningServers } from "./join-servers";
import { createLifecycle, type Lifecycle } from "./lifecycle";
import { type OpenDatabase, openDatabase } from "./open-database";
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
    process.env.PORT = String(await checkPort(checkEnvironment(process.env).port));
    const database = await prepareDatabase(lifecycle);
    const invitation = demo ? await prepareDemo(database.deps) : await prepareFirstAdministrator(database.deps, administrator);
    Object.assign(process.env, { APP_URL: database.deps.config.appUrl, AUTH_URL: database.deps.config.appUrl });
    if (mode === "production") await ensureBuild(process.cwd(), lifecycle, say);
    await startNext(mode, lifecycle);
    say(`Latchkey is ready at ${database.deps.config.appUrl}`);
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
    throw new OperatorError(`The migrations cannot be applied to ${database.description}: ${error.message.trim().split("\n").pop()}`);
  });
  if (applied.length > 0) say(`Applied ${applied.length} migration${applied.length === 1 ? "" : "s"} to ${database.description}`);
  await expectAuthSecret(database.deps);
  await joinRunningServers(database, lifecycle);
  return database;
}

async function startNext(mode: Mode, lifecycle: Lifecycle): Promise<void> {
  const config = readConfig();
  const { default: next } = (await import("next")) as unknown as { default: typeof import("next").default };
  const app = next({ dev: mode === "development", dir: process.cwd(), port: config.port });
  await app.prepare();
  const handle = app.getRequestHandler();
  const server = createHttpServer(config, (request, response) => void handle(request, response));
  const upgraded = trackUpgraded(server);
  lifecycle.onEnd(disconnectDeps);
  lifecycle.onEnd(() => app.close());
  lifecycle.onEnd(() => closeHttpServer(server, upgraded));
  await listen(server, config.port);
}
