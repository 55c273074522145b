import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";

const manifestSchema = z.object({ node: z.record(z.string(), z.unknown()) });

/** Tells the server actions of the build from ids that are made up, or of a build before it. */
export async function readKnownActions(projectFolder: string): Promise<(id: string) => boolean> {
  const text = await readFile(path.join(projectFolder, ".next", "server", "server-reference-manifest.json"), "utf8");
  const ids = new Set(Object.keys(manifestSchema.parse(JSON.parse(text)).node));
  return (id) => ids.has(id);
}
