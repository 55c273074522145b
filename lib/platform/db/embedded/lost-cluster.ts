import { access, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileError } from "@/lib/platform/config/secrets";
import { OperatorError } from "@/lib/platform/operator-error";
import { clusterFolder, findCluster } from "./placement";

/** What a start leaves in DATA_DIR before there is a database: without one they prove that there was one. */
const PROOFS = ["secrets.json", "superuser-password", "postgres-folder"];

/** There from before the first of those files until there is a database: a first start that was killed is to be finished. */
const UNFINISHED_FILE = "first-start-unfinished";

/**
 * Allows a new database in `home`, the real path of DATA_DIR, only where there was none: throws OperatorError where files
 * prove that there was one which is gone. A first start that was cut off goes on: to it all that is missing is new.
 */
export async function allowNewCluster(home: string): Promise<{ isNew: boolean }> {
  await assertClusterNotLost(home);
  const mark = path.join(home, UNFINISHED_FILE);
  if (await findCluster(home)) return { isNew: await exists(mark) };
  await writeFile(mark, "", { mode: 0o600 }).catch((error) => {
    throw fileError(mark, "written", error);
  });
  return { isNew: true };
}

/** In this order: a first start that goes on at the same time writes the mark first, and takes it away last. */
export async function assertClusterNotLost(home: string): Promise<void> {
  const proofs: string[] = [];
  for (const name of PROOFS) if (await exists(path.join(home, name))) proofs.push(path.join(home, name));
  if (proofs.length === 0 || (await exists(path.join(home, UNFINISHED_FILE))) || (await findCluster(home))) return;
  throw new OperatorError(
    `The database in ${await clusterFolder(home)} is gone, but ${proofs.join(", ")} ${proofs.length === 1 ? "proves" : "prove"} that ` +
      "there was one: bring the folder back (is its disk mounted?), or restore a backup, or move these files away to begin with an empty console (docs/operations/backup.md)",
  );
}

/** There is a database from now on. */
export async function noteClusterMade(home: string): Promise<void> {
  await rm(path.join(home, UNFINISHED_FILE), { force: true });
}

/** In doubt, as with a folder that may not be looked into, it does. */
async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
}
