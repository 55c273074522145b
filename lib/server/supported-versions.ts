import { NODE_END_OF_LIFE, OLDEST_POSTGRES_MAJOR, POSTGRES_END_OF_LIFE, TESTED_NODE_MAJORS } from "@/lib/policy";

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
