import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { withoutConfiguration } from "@/lib/platform/config/config";
import { OperatorError } from "@/lib/platform/operator-error";
import { BUILD_PROGRAM, WITHOUT_ENV_FILES } from "./next-internals";
import type { Lifecycle } from "./shutdown";

/**
 * Builds the console unless the existing build was made from the same files. Remains of an interrupted build are
 * removed first: Next cannot read a truncated file.
 */
export async function ensureBuild(
  projectFolder: string,
  lifecycle: Pick<Lifecycle, "onEnd">,
  print: (line: string) => void,
): Promise<void> {
  const build = path.join(projectFolder, ".next");
  const stamp = path.join(build, "made-from");
  const inputs = await hashBuildInputs(projectFolder);
  const builtFrom = await readFile(stamp, "utf8").catch(() => null);
  if (builtFrom === inputs) return;
  await assertWritable(projectFolder);
  print("Building the console (once; again only after a change) …");
  await rm(builtFrom === null ? build : stamp, { force: true, recursive: true });
  await runBuild(projectFolder, lifecycle);
  await writeFile(stamp, inputs);
}

/** A service that may only read the checkout does not build. */
async function assertWritable(projectFolder: string): Promise<void> {
  await access(projectFolder, constants.W_OK).catch(({ code }: NodeJS.ErrnoException) => {
    const reason = `The build in ${projectFolder} is missing or older than its files, and this user may not write there (${code})`;
    throw new OperatorError(`${reason}: run npm run build there as its owner`);
  });
}

/** Removes the console's variables, so that no build can inline them. */
async function runBuild(projectFolder: string, lifecycle: Pick<Lifecycle, "onEnd">): Promise<void> {
  const child = spawn(process.execPath, [path.join(projectFolder, BUILD_PROGRAM), "build"], {
    cwd: projectFolder,
    env: { ...withoutConfiguration(process.env), ...WITHOUT_ENV_FILES, NODE_ENV: "production" },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const closed = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  lifecycle.onEnd("build", async () => {
    child.kill();
    await closed;
  });
  const code = await closed;
  if (code !== 0) throw new OperatorError("The console could not be built: see the messages above");
}

const FOLDERS = ["app", "components", "lib", "public"];
const ROOT_FILES =
  /^(package-lock\.json|tsconfig\.json|(next|postcss)\.config\.mjs|(auth|instrumentation(-client)?|tailwind\.config)\.ts)$/;
/** The only files of lib/server in Next's bundles (none of lib/cli): the others can change without a new build. */
const LEFT_OUT =
  /\.test\.tsx?$|\.d(?:\.json)?\.ts$|\.md$|^lib\/platform\/db\/generated\/|^lib\/(?:testing|cli)\/|^lib\/server\/(?!outage\.ts|worker)/;

/** One hash over the names and contents of all inputs of a build. */
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

/** The files from which a build is made, besides packages. */
export async function listInputs(projectFolder: string): Promise<string[]> {
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
