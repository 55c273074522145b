/** Last day of security fixes of each major version of Node.js, from https://github.com/nodejs/Release/blob/main/schedule.json. */
export const NODE_END_OF_LIFE: Readonly<Record<number, string>> = {
  20: "2026-04-30",
  21: "2024-06-01",
  22: "2027-04-30",
  23: "2025-06-01",
  24: "2028-04-30",
  25: "2026-06-01",
  26: "2029-04-30",
};

/** Major versions of Node.js that unit and integration tests and a start run on; the last one is what the warning recommends. */
export const TESTED_NODE_MAJORS = [20, 22, 24] as const;

/** What earlier releases of Latchkey supported: an update of the console does not stop it. Older servers are refused. */
const OLDEST_POSTGRES_MAJOR = 14;

/** Last day of fixes of each major version of PostgreSQL, from https://www.postgresql.org/support/versioning/. */
export const POSTGRES_END_OF_LIFE: Readonly<Record<number, string>> = {
  14: "2026-11-12",
  15: "2027-11-11",
  16: "2028-11-09",
  17: "2029-11-08",
  18: "2030-11-14",
};

const DAY_MS = 24 * 60 * 60 * 1000;

/** The warning at start on a Node.js without security fixes, or of an unknown version; null on others. */
export function nodeWarning(version: string, now: Date): string | null {
  const [, major, suffix] = /^v?(\d+)\.\d+\.\d+(-.+)?$/.exec(version) ?? [];
  const end = NODE_END_OF_LIFE[Number(major)];
  const advice = `use Node.js ${recommendedNode(now)}`;
  if (!end || suffix) return `Warning: Node.js ${version} is not a version that Latchkey is tested with; ${advice}`;
  return isPast(end, now) ? `Warning: Node.js ${version} has had no security fixes since ${end}; ${advice}` : null;
}

function recommendedNode(now: Date): string {
  const majors = TESTED_NODE_MAJORS.filter((major) => !isPast(NODE_END_OF_LIFE[major] ?? "", now));
  return majors.length > 0 ? majors.toReversed().join(" or ") : "and Latchkey in their newest versions";
}

/** Why the server is refused; follows the variable's name. Null if it is new enough. */
export function postgresProblem(versionNumber: number): string | null {
  if (versionNumber >= OLDEST_POSTGRES_MAJOR * 10_000) return null;
  return `points at PostgreSQL ${postgresVersion(versionNumber)}; Latchkey needs ${OLDEST_POSTGRES_MAJOR} or newer`;
}

/** The warning at start about the database server's version (`server_version_num`); null if it is supported. */
export function postgresWarning(versionNumber: number, now: Date): string | null {
  const [version, major] = [postgresVersion(versionNumber), Math.floor(versionNumber / 10_000)];
  const end = POSTGRES_END_OF_LIFE[major];
  if (!end) return `Warning: PostgreSQL ${version} is not a version that Latchkey is tested with; ${supportedPostgres(now)}`;
  return isPast(end, now) ? `Warning: PostgreSQL ${version} has had no security fixes since ${end}; ${supportedPostgres(now)}` : null;
}

function supportedPostgres(now: Date): string {
  const majors = Object.entries(POSTGRES_END_OF_LIFE).flatMap(([major, end]) => (isPast(end, now) ? [] : [Number(major)]));
  return majors.length > 0 ? `supported are ${Math.min(...majors)} to ${Math.max(...majors)}` : "update Latchkey as well";
}

/** 150019 is 15.19; before version 10 there were three parts, and 90624 is 9.6.24. */
function postgresVersion(versionNumber: number): string {
  const [major, minor] = [Math.floor(versionNumber / 10_000), versionNumber % 10_000];
  return major >= 10 ? `${major}.${minor}` : `${major}.${Math.floor(minor / 100)}.${minor % 100}`;
}

/** `end` is the last day with fixes. */
function isPast(end: string, now: Date): boolean {
  return now.getTime() >= Date.parse(`${end}T00:00:00Z`) + DAY_MS;
}
