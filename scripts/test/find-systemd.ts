import { OperatorError } from "@/lib/platform/operator-error";
import { sayAside } from "@/scripts/startup/say";
import { findOnPath, runQuietly } from "./program";

/** systemd's own checker of unit files, installed when it is missing; it needs no systemd that runs. */
export function findSystemdAnalyze(): string {
  const found = findOnPath(["systemd-analyze"]);
  if (found) return found;
  sayAside("Installing systemd-analyze for the tests …");
  const install = () => runQuietly("apt-get", ["install", "-y", "--no-install-recommends", "systemd"]);
  if (process.getuid?.() === 0 && !install() && runQuietly("apt-get", ["update"])) install();
  const installed = findOnPath(["systemd-analyze"]);
  if (installed) return installed;
  throw new OperatorError("The tests of the service file need systemd-analyze: install the package systemd");
}
