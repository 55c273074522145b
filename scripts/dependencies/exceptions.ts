import { readFileSync } from "node:fs";
import path from "node:path";
import semver from "semver";
import { z } from "zod";
import type { Exception } from "./judge";

const DAY = z.iso.date();

const SCHEMA = z.array(
  z.strictObject({
    name: z.string().min(1),
    project: z.enum([".", "bench"]),
    version: z.string().refine((version) => semver.valid(version) !== null),
    notTaken: z.string().refine((range) => semver.validRange(range) !== null),
    reason: z.string().min(10),
    since: DAY,
    until: DAY,
  }),
);

/** The versions that are kept on purpose, with their reasons. */
export function readExceptions(): Exception[] {
  return SCHEMA.parse(JSON.parse(readFileSync(path.join(import.meta.dirname, "exceptions.json"), "utf8")));
}
