import semver from "semver";

/** Published fixes arrive as patch and minor releases: a month is enough to read, test and ship one. Same figures as in SECURITY.md. */
export const FIX_RELEASE_MAX_DAYS = 30;

/** A new major version needs changes here, and development tools never reach a console: a quarter. Same figures as in SECURITY.md. */
export const OTHER_RELEASE_MAX_DAYS = 90;

/** An exception to these time frames is renewed by a person at least twice a year. */
export const RELEASE_EXCEPTION_MAX_DAYS = 183;

const DAY_MS = 24 * 60 * 60 * 1000;

/** One installed package that is not the newest, as `npm outdated` lists it. */
export type Outdated = {
  name: string;
  version: string;
  /** A runtime dependency, not only for development. */
  runtime: boolean;
  direct: boolean;
  /** For transitive packages: the newest version that every package above allows. */
  allowed: string | null;
  project: string;
};

/** The registry's data about a version; `published` is null if it gives no date. */
export type Release = { version: string; published: Date | null; node: string | null; deprecated: boolean };

/** A version kept on purpose: until the end of a day, releases in the range `notTaken` do not count. Others still do. */
export type Exception = {
  name: string;
  project: string;
  version: string;
  notTaken: string;
  reason: string;
  since: string;
  until: string;
};

export type Verdict =
  | { state: "current" | "within-frame" | "excepted" }
  | { state: "unknown"; reason: string }
  | { state: "overdue"; newer: string; days: number; maxDays: number };

/** `oldestNode`: a release that does not run there cannot be used. */
export type Rule = { exceptions: Exception[]; oldestNode: string; now: Date };

/**
 * Whether a package was kept longer than SECURITY.md allows. The time counts from the first usable newer release on, not from the
 * newest: frequent releases do not move the deadline.
 */
export function judge(outdated: Outdated, releases: Release[] | null, { exceptions, oldestNode, now }: Rule): Verdict {
  if (!releases) return { state: "unknown", reason: "the registry did not describe it" };
  const usable = releases.filter((release) => isUsable(release, outdated, oldestNode));
  const exception = exceptions.find((row) => isFor(row, outdated) && now < endOfDay(row.until));
  const due = usable.filter(({ version }) => !exception || !semver.satisfies(version, exception.notTaken, { includePrerelease: true }));
  if (due.length === 0) return { state: usable.length > 0 ? "excepted" : "current" };
  const deprecated = releases.some((release) => release.version === outdated.version && release.deprecated);
  const dated = due.flatMap(({ version, published }) => {
    if (!published) return [];
    const maxDays = maxDaysFor(version, outdated, deprecated);
    return [{ newer: version, days: Math.floor((now.getTime() - published.getTime()) / DAY_MS), maxDays }];
  });
  if (dated.length === 0) return { state: "unknown", reason: "the registry gives no release dates" };
  const [worst] = dated.filter(({ days, maxDays }) => days > maxDays).sort((one, other) => lateness(other) - lateness(one));
  return worst ? { state: "overdue", ...worst } : { state: "within-frame" };
}

function lateness({ days, maxDays }: { days: number; maxDays: number }): number {
  return days - maxDays;
}

function isFor(exception: Exception, { name, project, version }: Outdated): boolean {
  return exception.name === name && exception.project === project && exception.version === version;
}

/** Newer, stable (or of the same pre-release line), not withdrawn, allowed by the packages above, and for every supported Node.js. */
function isUsable({ version, node, deprecated }: Release, outdated: Outdated, oldestNode: string): boolean {
  if (deprecated || !semver.valid(version) || !semver.gt(version, outdated.version)) return false;
  if (outdated.allowed && semver.gt(version, outdated.allowed)) return false;
  if (node && semver.validRange(node) && !semver.satisfies(oldestNode, node)) return false;
  const [channel] = semver.prerelease(version) ?? [];
  return channel === undefined || channel === semver.prerelease(outdated.version)?.[0];
}

function maxDaysFor(newer: string, { version, runtime }: Outdated, deprecated: boolean): number {
  const compatible = semver.satisfies(newer, `^${version}`, { includePrerelease: true });
  return runtime && (compatible || deprecated) ? FIX_RELEASE_MAX_DAYS : OTHER_RELEASE_MAX_DAYS;
}

function endOfDay(date: string): Date {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS);
}
