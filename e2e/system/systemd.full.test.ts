import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { ensureServiceUser } from "@/lib/platform/db/embedded/cluster-owner";
import { freePort } from "@/lib/testing/free-port";
import { processesOn } from "../support/app";
import { newDataDir } from "../support/data-dir";
import { unitAt, valuesOf } from "../support/systemd-unit";
import { waitFor } from "../support/wait-for";

/** Mounts and users take root. */
const asRoot = test.runIf(process.getuid?.() === 0);

/** As systemd mounts them: the unit's checkout and data folder, everything else read-only, /tmp its own. */
const INSIDE = { node: process.execPath, checkout: "/mnt/latchkey", dataDir: "/mnt/data" };

/** Runs `ExecStart` with the unit's limits, as far as they can be had without systemd. */
async function startService(checkout: string, dataDir: string, port: number): Promise<{ child: ChildProcess; output(): string }> {
  const unit = await unitAt(INSIDE);
  const { uid, gid } = ensureServiceUser();
  const hidden = valuesOf(unit, "InaccessiblePaths").map((place) => place.replace(/^-/, ""));
  const script = `set -e
    mount -t tmpfs tmpfs /mnt; mkdir ${INSIDE.checkout} ${INSIDE.dataDir}
    mount --bind ${checkout} ${INSIDE.checkout}; mount -o remount,bind,ro ${INSIDE.checkout}
    mount --bind ${dataDir} ${INSIDE.dataDir}
    for place in ${hidden.join(" ")}; do if [ -e $place ]; then mount -t tmpfs -o mode=0000,ro tmpfs $place; fi; done
    mount -t tmpfs -o mode=1777 tmpfs /tmp; mount -o remount,bind,ro /
    cd ${valuesOf(unit, "WorkingDirectory")[0]}; umask ${valuesOf(unit, "UMask")[0]}
    exec setpriv --reuid ${uid} --regid ${gid} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \\
      env -i PATH=/usr/bin:/bin PORT=${port} ${valuesOf(unit, "Environment").join(" ")} ${valuesOf(unit, "ExecStart")[0]}`;
  const child = spawn("unshare", ["--mount", "--ipc", "--propagation", "private", "sh", "-c", script], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  return { child, output: () => output };
}

asRoot("D9: with the limits of the service file the console starts, serves, stops, and cannot read the checkout's history", async () => {
  const [checkout, dataDir, port] = [inject("checkout"), await newDataDir(), await freePort()];
  const { uid, gid } = ensureServiceUser();
  await mkdir(dataDir, { mode: 0o700 });
  execFileSync("chown", [`${uid}:${gid}`, dataDir]);
  await mkdir(path.join(checkout, ".git"), { recursive: true });
  await writeFile(path.join(checkout, ".git/config"), "[remote]\n");
  await chmod(path.join(checkout, ".git/config"), 0o644);
  const { child, output } = await startService(checkout, dataDir, port);
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise((resolve) => child.once("close", (code) => resolve(code)));
  await waitFor("the service to be ready", () => {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${output()}`);
    return output().includes("Latchkey is ready at");
  });
  const base = `http://localhost:${port}`;
  expect((await fetch(`${base}/login`)).status).toBe(200);
  for (const address of ["/.git/config", "/_next/static/../../.git/config", "/%2e%67it/config", "/_next/static/..%2f..%2f.git/config"]) {
    expect((await fetch(base + address)).status, address).toBeGreaterThanOrEqual(400);
  }
  const asTheService = ["--target", String(child.pid), "--mount", "setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
  const inside = (...command: string[]) => spawnSync("nsenter", [...asTheService, ...command], { encoding: "utf8" });
  expect(inside("cat", `${INSIDE.checkout}/package.json`).status).toBe(0);
  expect(inside("cat", `${INSIDE.checkout}/.git/config`)).toMatchObject({
    stdout: "",
    stderr: expect.stringContaining("Permission denied"),
  });
  expect(inside("touch", `${INSIDE.checkout}/new`).stderr).toContain("Read-only file system");
  const status = await readFile(`/proc/${child.pid}/status`, "utf8");
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
  expect(status).toMatch(/^CapBnd:\s+0+$/m);
  const withoutNodeVersion = output().replace(/^Warning: Node\.js .*/m, "");
  expect(withoutNodeVersion).not.toMatch(/Warning|EACCES|EROFS|EPERM|Building|Installing/);
  expect(await readdir(dataDir)).toContain("superuser-password");

  child.kill("SIGTERM");
  expect(await ended).toBe(0);
  expect(await processesOn(INSIDE.dataDir)).toEqual([]);
});
