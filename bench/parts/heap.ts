import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { round, underLoad } from "../measure/load";
import { BENCH } from "../setup/folders";
import { atEnd } from "../setup/lifetime";
import { type Contender, signInAnyUser, startLatchkeyAlone } from "./contenders";
import type { Context, Outcome } from "./part";

const SIGNING_IN = 32;
const PAGES_AT_ONCE = 200;
/** Of a minute, in a whole measurement. */
const LOADS = 7.5;
const SAMPLES = 6;

/** Compares the heap at the beginning and the end of a minute under load: a leak doubles it. */
export async function measureHeap({ database, seconds, say }: Context): Promise<Outcome> {
  const report = await createReport();
  const NODE_OPTIONS = `--import=${path.join(BENCH, "measure/report-heap.mjs")}`;
  const latchkey = await startLatchkeyAlone(database, "heap", { NODE_OPTIONS, HEAP_REPORT: report });
  const cookie = await signInAnyUser(latchkey);
  const duration = seconds * LOADS;
  say(`heap: ${SIGNING_IN} sign-ins beside ${PAGES_AT_ONCE} pages at once for ${duration} s`);
  const [signIns, pages, heapMb] = await Promise.all([
    underLoad(SIGNING_IN, duration, () => signInAnyUser(latchkey)),
    underLoad(PAGES_AT_ONCE, duration, () => readHome(latchkey, cookie)),
    sampleHeap(latchkey.server.pid, report, duration),
  ]);
  const [begin, end] = [mean(heapMb.slice(0, 2)), mean(heapMb.slice(-2))];
  return { numbers: { "memory.heap_end_per_begin": round(end / begin, 3) }, samples: { heap: { signIns, pages, heapMb } } };
}

/** A console started as root has dropped its privileges, and cannot create the file. */
async function createReport(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "latchkey-heap-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o711);
  const file = path.join(folder, "report");
  await writeFile(file, "");
  await chmod(file, 0o666);
  return file;
}

async function readHome({ client }: Contender, cookie: string): Promise<void> {
  const { status } = await client.send({ path: "/", headers: { cookie, "x-forwarded-for": "198.18.10.1" } });
  if (status !== 200) throw new Error(`the home page was answered with ${status}`);
}

/** Megabytes after a collection, at even intervals. */
async function sampleHeap(pid: number, report: string, seconds: number): Promise<number[]> {
  const read = async () => (await readFile(report, "utf8")).split("\n").filter(Boolean).map(Number);
  for (let n = 1; n <= SAMPLES; n++) {
    await delay((seconds * 1000) / SAMPLES);
    process.kill(pid, "SIGUSR2");
    while ((await read()).length < n) await delay(50);
  }
  return read();
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
