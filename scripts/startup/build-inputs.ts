import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

const FOLDERS = ["app", "components", "lib", "public"];
const ROOT_FILES = /^(package-lock\.json|tsconfig\.json|(next|postcss)\.config\.mjs|(instrumentation|tailwind\.config)\.ts)$/;
const LEFT_OUT = /\.test\.tsx?$|\.md$|^lib\/platform\/db\/generated\/|^lib\/testing\/|^next-env\.d\.ts$/;

/** One hash over the names and contents of everything that a build is made from. */
export async function hashBuildInputs(projectFolder: string): Promise<string> {
  const hash = createHash("sha256");
  for (const file of await listInputs(projectFolder)) {
    hash
      .update(`${file}\0`)
      .update(await readFile(path.join(projectFolder, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

async function listInputs(projectFolder: string): Promise<string[]> {
  const rootFiles = (await readdir(projectFolder)).filter((name) => ROOT_FILES.test(name));
  const nested = await Promise.all(FOLDERS.map((folder) => listFolder(projectFolder, folder)));
  return [...rootFiles, "prisma/schema.prisma", ...nested.flat()].filter((file) => !LEFT_OUT.test(file)).sort();
}

async function listFolder(projectFolder: string, folder: string): Promise<string[]> {
  const entries = await readdir(path.join(projectFolder, folder), { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(projectFolder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
}
