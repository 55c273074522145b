import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { OperatorError } from "@/lib/platform/operator-error";
import { printErr } from "@/lib/server/output";
import { answers, findOnPath, runQuietly } from "./program";

/** Beside the dependencies: fetched once, removed with them. */
const FOLDER = path.resolve("node_modules/.cache/nginx");
const UNPACKED = path.join(FOLDER, "usr/sbin/nginx");

/**
 * An nginx for the tests: one on the PATH, else Debian's, fetched and unpacked but not installed, so that no server is set up
 * on this machine.
 */
export function findNginx(): string {
  const found = findOnPath(["nginx"], "-v") ?? unpacked();
  if (found) return found;
  printErr("Fetching an nginx for the tests …");
  mkdirSync(FOLDER, { recursive: true });
  const fetched = download() || (process.getuid?.() === 0 && runQuietly("apt-get", ["update"]) && download());
  const own = fetched ? unpacked() : null;
  if (own) return own;
  throw new OperatorError("The tests of forward authentication need nginx with its auth_request module: install the package nginx");
}

function unpacked(): string | null {
  return answers(UNPACKED, "-v") ? UNPACKED : null;
}

function download(): boolean {
  if (!runQuietly("apt-get", ["download", "nginx"], FOLDER)) return false;
  const file = readdirSync(FOLDER).find((name) => name.endsWith(".deb"));
  return file !== undefined && runQuietly("dpkg-deb", ["-x", file, "."], FOLDER);
}
