import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";

const manifestSchema = z.object({ node: z.record(z.string(), z.object({ filename: z.string() })) });

/** `sign-in`: what strangers call, most of which hashes a password. `form`: everything else. */
export type ActionKind = "sign-in" | "form";

/** Of an action of the build; null for an id that is made up, or of a build before it. */
export type KindOfAction = (id: string) => ActionKind | null;

export async function readKnownActions(projectFolder: string): Promise<KindOfAction> {
  const text = await readFile(path.join(projectFolder, ".next", "server", "server-reference-manifest.json"), "utf8");
  const files = new Map(Object.entries(manifestSchema.parse(JSON.parse(text)).node).map(([id, { filename }]) => [id, filename]));
  return (id) => {
    const file = files.get(id);
    return file === undefined ? null : kindOf(file);
  };
}

function kindOf(file: string): ActionKind {
  return file.startsWith("app/(auth)/") ? "sign-in" : "form";
}
