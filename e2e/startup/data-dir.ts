import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach } from "vitest";
import { databaseFolder, endAll } from "./console";

const folders: string[] = [];

/** A DATA_DIR that does not exist yet, in a folder of its own that everybody may pass through (or not: `mode`). */
export async function newDataDir(mode = 0o755): Promise<string> {
  const parent = await mkdtemp(path.join(tmpdir(), "latchkey-startup-"));
  await chmod(parent, mode);
  folders.push(parent);
  return path.join(parent, "data");
}

afterEach(async () => {
  const dataDirs = folders.splice(0).map((parent) => path.join(parent, "data"));
  await endAll(dataDirs);
  for (const dataDir of dataDirs) {
    const elsewhere = path.dirname(databaseFolder(dataDir));
    if (elsewhere !== dataDir) await rm(elsewhere, { recursive: true, force: true });
    await rm(path.dirname(dataDir), { recursive: true, force: true });
  }
});
