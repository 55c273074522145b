import { chmod, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { inject } from "vitest";
import type { Connection } from "@/lib/platform/db/connect";
import { answered, enrol, enterCode, enterPassword } from "./account-steps";
import { pidOf, type StartedConsole, startConsole } from "./console";
import { newDataDir } from "./data-dir";
import { addPerson, connectToServerDatabase, PASSWORD } from "./database";
import { createHttpClient, type HttpClient } from "./http-client";

/** `heapLimitMiB`: the console ends when its heap needs more. */
type Load = { people: number; checksAtOnce: number; seconds: number; heapLimitMiB: number };
type LoadReport = { errors: string[]; signInsPerSecond: number; checksPerSecond: number; heapMiB: number[]; rssMiB: number[] };

const SAMPLE_MS = 10_000;

/**
 * A console of its own, as `npm start` makes it, with people signing in with password and backup code, one after the other,
 * beside session checks, until the time is over. `heapMiB`, after a collection, and `rssMiB`: every 10 s.
 */
export async function runLoad({ people, checksAtOnce, seconds, heapLimitMiB }: Load): Promise<LoadReport> {
  const dataDir = await newDataDir();
  const reportFile = `${dataDir}-heap`;
  // A console that was started as root has given that up, and may make no file beside its data folder.
  await writeFile(reportFile, "");
  await chmod(reportFile, 0o666);
  const NODE_OPTIONS = `--max-old-space-size=${heapLimitMiB} --import=${path.join(inject("checkout"), "e2e/support/report-heap.mjs")}`;
  const administrator = { ADMIN_USERNAME: "root", ADMIN_PASSWORD: "correct horse battery" };
  const env = { ...administrator, TRUSTED_PROXIES: "127.0.0.1,::1", NODE_OPTIONS, HEAP_REPORT: reportFile };
  const console = await startConsole({ dataDir, env });
  await console.ready();
  const pid = await pidOf(dataDir, "launch.mjs start");
  const database = await connectToServerDatabase(dataDir);
  const deadline = performance.now() + seconds * 1000;
  const running = () => performance.now() < deadline;
  const errors: string[] = [];
  const done = { signIns: 0, checks: 0 };
  const note = (error: unknown) => void errors.push(error instanceof Error ? `${error.message} ${error.cause ?? ""}` : String(error));
  const visitor = await signedIn(console, database, "198.18.10.1");
  const rssMiB: number[] = [];
  const sampling = setInterval(() => {
    process.kill(pid, "SIGUSR2");
    void rssOf(pid).then((rss) => rssMiB.push(rss));
  }, SAMPLE_MS);

  const check = async () => {
    while (running()) {
      const page = await visitor.get("/");
      if (page.status === 200 && page.path === "/") done.checks += 1;
      else errors.push(`a session check was answered with ${page.status} at ${page.path}`);
    }
  };
  const signIn = async (n: number) => {
    while (running()) {
      await signInWithBackupCodes(console, database, `198.18.${20 + (n >> 6)}.${n & 63}`, running, () => (done.signIns += 1));
    }
  };
  await Promise.all([
    ...Array.from({ length: checksAtOnce }, () => check().catch(note)),
    ...Array.from({ length: people }, (_, n) => signIn(n).catch(note)),
  ]);
  clearInterval(sampling);
  await database.disconnect();
  const heapMiB = (await readFile(reportFile, "utf8").catch(() => "")).split("\n").filter(Boolean).map(Number);
  return { errors, signInsPerSecond: done.signIns / seconds, checksPerSecond: done.checks / seconds, heapMiB, rssMiB };
}

async function signedIn({ url }: StartedConsole, database: Connection, address: string): Promise<HttpClient> {
  const { username } = await addPerson(database);
  const client = createHttpClient(url, { address });
  await enterPassword(client, username, PASSWORD);
  return client;
}

/** One person's six codes, one of them at the least: the sign-ins counted are whole ones, with both factors. */
async function signInWithBackupCodes(
  console: StartedConsole,
  database: Connection,
  address: string,
  running: () => boolean,
  count: () => void,
): Promise<void> {
  const { username } = await addPerson(database);
  const first = createHttpClient(console.url, { address });
  await enterPassword(first, username, PASSWORD);
  const { backupCodes } = await enrol(first);
  for (const code of backupCodes) {
    const client = createHttpClient(console.url, { address });
    const verify = await enterPassword(client, username, PASSWORD);
    const page = answered(await enterCode(client, verify, code));
    if (page.path !== "/") throw new Error(`a sign-in led to ${page.path}: ${page.text.slice(0, 200)}`);
    count();
    if (!running()) return;
  }
}

async function rssOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
