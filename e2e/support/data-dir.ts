import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach } from "vitest";
import { databaseFolder, endAll } from "./app";

const ofOneTest: string[] = [];
const ofTheFile: string[] = [];

/** A DATA_DIR that does not exist yet, in a separate folder that all users may traverse (unless `mode` forbids it). */
export async function newDataDir(mode = 0o755): Promise<string> {
  const dataDir = await makeDataDir(mode);
  ofOneTest.push(dataDir);
  return dataDir;
}

/** The same, kept until the tests of the file have ended. */
export async function newDataDirOfFile(): Promise<string> {
  const dataDir = await makeDataDir(0o755);
  ofTheFile.push(dataDir);
  return dataDir;
}

async function makeDataDir(mode: number): Promise<string> {
  const parent = await mkdtemp(path.join(tmpdir(), "latchkey-startup-"));
  await chmod(parent, mode);
  return path.join(parent, "data");
}

async function removeAll(dataDirs: string[]): Promise<void> {
  await endAll(dataDirs);
  for (const dataDir of dataDirs) {
    const elsewhere = path.dirname(databaseFolder(dataDir));
    if (elsewhere !== dataDir) await rm(elsewhere, { recursive: true, force: true });
    await rm(path.dirname(dataDir), { recursive: true, force: true });
  }
}

afterEach(() => removeAll(ofOneTest.splice(0)));
afterAll(() => removeAll(ofTheFile.splice(0)));
