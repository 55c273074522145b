import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "@/lib/testing/free-port";
import { median, round, spread } from "../measure/load";
import { memoryMb } from "../measure/processes";
import { ROOT } from "../setup/folders";
import { atEnd } from "../setup/lifetime";
import { type Server, startServer } from "../setup/program";
import { AS_NPM_START } from "../setup/servers";
import type { Context, Outcome } from "./part";

const SETTLE_MS = 10_000;

/** From a clone of the committed state to the first page; with an empty cache of npm; then again with everything there. */
export async function measureStart({ repeats, say }: Context): Promise<Outcome> {
  const parent = await mkdtemp(path.join(tmpdir(), "latchkey-bench-"));
  await chmod(parent, 0o711);
  atEnd(() => rm(parent, { recursive: true, force: true }));
  const clone = path.join(parent, "clone");
  say("start: a fresh clone");
  const begin = performance.now();
  execFileSync("git", ["clone", "--quiet", ROOT, clone], { stdio: "ignore" });
  const emptyCache = { npm_config_cache: path.join(parent, "npm-cache") };
  const cold = await start(clone, path.join(parent, "data"), begin, emptyCache);
  await cold.server.end();
  const warm: number[] = [];
  const idle: number[] = [];
  for (let n = 1; n <= repeats; n++) {
    say(`start: warm ${n} of ${repeats}`);
    const { server, seconds } = await start(clone, path.join(parent, "data"), performance.now());
    warm.push(seconds);
    await delay(SETTLE_MS);
    idle.push(...[memoryMb(server.pid)].filter((mb) => mb !== null));
    await server.end();
  }
  return {
    numbers: { "start.cold_s": cold.seconds, "start.warm_s": median(warm), ...(idle.length > 0 && { "memory.idle_mb": median(idle) }) },
    samples: { start: { coldSeconds: cold.seconds, warmSeconds: spread(warm), idleMb: idle, installedMb: installedMb(clone) } },
  };
}

async function start(
  clone: string,
  dataDir: string,
  begin: number,
  more: Record<string, string> = {},
): Promise<{ server: Server; seconds: number }> {
  const port = String(await freePort());
  const env = { PORT: port, DATA_DIR: dataDir, ADMIN_USERNAME: "admin", ADMIN_PASSWORD: "correct horse battery", ...more };
  const url = `http://localhost:${port}`;
  const server = await startServer(process.execPath, AS_NPM_START, {
    ...{ cwd: clone, env, url, readyPath: "/login" },
    timeoutMs: 600_000,
  });
  return { server, seconds: round((performance.now() - begin) / 1000) };
}

function installedMb(clone: string): Record<string, number> {
  const size = (folder: string) => Number(execFileSync("du", ["-sm", folder], { cwd: clone, encoding: "utf8" }).split("\t")[0]);
  return { node_modules: size("node_modules"), build: size(".next") };
}
