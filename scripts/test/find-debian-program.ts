import { OperatorError } from "@/lib/platform/operator-error";
import { printErr } from "@/lib/server/output";
import { findOnPath, runQuietly } from "./program";

/** Finds a program of Debian, by default in a package of its name; as root installs it if missing. */
export function findDebianProgram(name: string, debianPackage = name): string {
  const found = findOnPath([name]);
  if (found) return found;
  printErr(`Installing ${debianPackage} for the tests …`);
  const install = () => runQuietly("apt-get", ["install", "-y", "--no-install-recommends", debianPackage]);
  if (process.getuid?.() === 0 && !install() && runQuietly("apt-get", ["update"])) install();
  const installed = findOnPath([name]);
  if (installed) return installed;
  throw new OperatorError(`These tests need ${name}: install the package ${debianPackage}`);
}
