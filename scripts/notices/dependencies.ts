import { readFileSync } from "node:fs";
import { z } from "zod";

/** Licenses that require only that their text is passed on. */
const PERMISSIVE = ["0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-4.0", "ISC", "MIT", "MIT-0", "Unlicense"];

/** Reviewed packages with other licenses. The license is in the key, so that a change needs a new review. */
const REVIEWED: Record<string, string> = {
  "elkjs EPL-2.0":
    "Weak copyleft, for its own files, which are unchanged. Comes with Prisma's command line (Prisma Studio); the console never loads it.",
  "lightningcss MPL-2.0": "Weak copyleft, for its own files, which are unchanged. Compiles style sheets while the console is built.",
  "seq-queue none":
    "The package names no license; the file LICENSE of its repository, github.com/changchang/seq-queue, is the MIT license. Comes with " +
    "Prisma's command line; the console never loads it.",
};

export type Dependency = { name: string; version: string; license: string; folder: string; platformSpecific: boolean };

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().default(""),
      license: z.string().default("none"),
      dev: z.boolean().default(false),
      os: z.array(z.string()).optional(),
      cpu: z.array(z.string()).optional(),
    }),
  ),
});

/** The packages that a lock file installs without development dependencies, on every platform, ordered by name. */
export function readDependencies(lockFile: string): Dependency[] {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(lockFile, "utf8")));
  return Object.entries(packages)
    .filter(([folder, { dev }]) => folder !== "" && !dev)
    .map(([folder, { version, license, os, cpu }]) => {
      const name = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
      return { name, version, license, folder, platformSpecific: Boolean(os ?? cpu) };
    })
    .sort((one, other) => compare(one.name, other.name) || compare(one.version, other.version));
}

/** By code units: the same order on every machine. */
export function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/**
 * Returns null for a permissive license, else why the package may be used nevertheless. Throws for a license that has not
 * been reviewed.
 */
export function reviewLicense(dependency: Pick<Dependency, "name" | "version" | "license">): string | null {
  const { name, version, license } = dependency;
  if (license.split(/ and /i).every((each) => PERMISSIVE.includes(each))) return null;
  const reason = REVIEWED[`${baseName(dependency)} ${license}`];
  if (reason) return reason;
  throw new Error(
    `${name} ${version} has the license "${license}": check that it goes with Apache-2.0, then add it to scripts/notices/dependencies.ts`,
  );
}

/** `lightningcss` for `lightningcss-linux-x64-gnu`. */
export function baseName({ name }: Pick<Dependency, "name">): string {
  return name.replace(/-(android|darwin|freebsd|linux|win32)-.*/, "");
}
