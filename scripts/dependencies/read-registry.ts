import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import semver from "semver";
import type { Outdated, Release } from "./judge";

const OUTDATED_TIMEOUT_MS = 300_000;
const LOOKUP_TIMEOUT_MS = 60_000;

type Row = { current?: string; wanted: string; latest: string; dependent: string; location: string };
type Locked = { dev?: boolean; devOptional?: boolean; inBundle?: boolean };
type Viewed = { version: string; engines?: { node?: string }; deprecated?: string };

/** The registry did not answer, or with unexpected data. */
export class RegistryError extends Error {}

/** Outdated packages of the project in `folder`; with `transitive` also their dependencies. */
export async function readOutdated(project: string, { transitive }: { transitive: boolean }): Promise<Outdated[]> {
  const rows = await npm(["outdated", "--json", ...(transitive ? ["--all"] : [])], OUTDATED_TIMEOUT_MS, project);
  const manifest = JSON.parse(readFileSync(path.join(project, "package.json"), "utf8"));
  const locked: Record<string, Locked> = JSON.parse(readFileSync(path.join(project, "package-lock.json"), "utf8")).packages;
  return listOutdated(rows as Record<string, Row | Row[]>, manifest, locked, { project, folder: path.resolve(project) });
}

type Manifest = { dependencies?: Record<string, string>; devDependencies?: Record<string, string> };

/** One entry per installed copy. npm lists a row for each package that requires it; the lowest version allowed counts. */
export function listOutdated(
  rows: Record<string, Row | Row[]>,
  manifest: Manifest,
  locked: Record<string, Locked>,
  { project, folder }: { project: string; folder: string },
): Outdated[] {
  return Object.entries(rows).flatMap(([name, found]) => {
    const edges = [found].flat();
    const locations = [...new Set(edges.map(({ location }) => location))];
    return locations.flatMap((location) => {
      const place = location ? path.relative(folder, location) : `node_modules/${name}`;
      const copy = edges.filter((edge) => edge.location === location);
      const isDirect = place === `node_modules/${name}` && name in { ...manifest.dependencies, ...manifest.devDependencies };
      return isDirect ? directCopy(name, copy, manifest, project) : transitiveCopy(name, copy, locked[place] ?? {}, project);
    });
  });
}

/** Where nothing is installed (bench), the pinned version counts. */
function directCopy(name: string, [edge]: Row[], { dependencies }: Manifest, project: string): Outdated[] {
  const version = edge?.current ?? edge?.wanted;
  const runtime = project === "." && name in (dependencies ?? {});
  return version ? [{ name, version, runtime, direct: true, allowed: null, project }] : [];
}

/** Only runtime packages that can be updated without a change in the packages above. */
function transitiveCopy(name: string, edges: Row[], { dev, devOptional, inBundle }: Locked, project: string): Outdated[] {
  const version = edges[0]?.current;
  const allowed = edges.map(({ wanted }) => wanted).sort(semver.compare)[0];
  if (!version || !allowed || dev || devOptional || inBundle || !semver.gt(allowed, version)) return [];
  return [{ name, version, runtime: true, direct: false, allowed, project }];
}

/** Every version of a package with its date; null where the registry does not describe it. */
export async function readDates(name: string): Promise<Release[] | null> {
  const times = await orNull(npm(["view", name, "time", "--json"], LOOKUP_TIMEOUT_MS));
  return times === null ? null : toReleases(times as Record<string, string>, []);
}

/** Adds which Node.js the versions from `oldest` on need, and whether they are deprecated. */
export async function readDetails(name: string, oldest: string, dates: Release[]): Promise<Release[] | null> {
  // With `name`, because npm returns a list of bare values when the first version has only one of the fields.
  const fields = ["name", "version", "engines", "deprecated"];
  const viewed = await orNull(npm(["view", `${name}@>=${oldest}`, ...fields, "--json"], LOOKUP_TIMEOUT_MS));
  const times = Object.fromEntries(dates.flatMap(({ version, published }) => (published ? [[version, published.toISOString()]] : [])));
  return viewed === null ? null : toReleases(times, [viewed as Viewed | Viewed[]].flat());
}

/** The range of the second answer leaves pre-releases of other versions out: of these only the date is known. */
export function toReleases(times: Record<string, string>, viewed: Viewed[]): Release[] {
  const details = new Map(viewed.map((release) => [release.version, release]));
  const versions = new Set([...Object.keys(times), ...details.keys()].filter((key) => semver.valid(key)));
  return [...versions].map((version) => ({
    version,
    published: times[version] ? new Date(times[version]) : null,
    node: details.get(version)?.engines?.node ?? null,
    deprecated: Boolean(details.get(version)?.deprecated),
  }));
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch((error: Error) => {
    if (error instanceof RegistryError) return null;
    throw error;
  });
}

/** Runs npm, which exits with 1 also when packages are merely outdated. */
function npm(args: string[], timeout: number, cwd = "."): Promise<unknown> {
  const own = process.env.npm_execpath;
  const [file, first] = own?.endsWith("js") ? [process.execPath, [own]] : ["npm", []];
  const flags = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=20000", "--no-update-notifier"];
  return new Promise((resolve, reject) => {
    execFile(file, [...first, ...args, ...flags], { cwd, timeout, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      const answer = parse(stdout, error ? { error: { summary: error.message.split("\n")[0] } } : {});
      if (answer.error) reject(new RegistryError(answer.error.summary ?? answer.error.code ?? "no answer"));
      else resolve(answer);
    });
  });
}

function parse(text: string, otherwise: { error?: { summary?: string; code?: string } }): { error?: { summary?: string; code?: string } } {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}
