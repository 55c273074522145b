import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { findDebianProgram } from "@/scripts/test/find-debian-program";
import { unitAt, valuesOf } from "../support/systemd-unit";

/** In tenths, for `--threshold`: 0 is fully restricted, 100 open; a service without any setting has 96. */
const EXPOSURE_LIMIT = 15;

async function writeUnit(change: (text: string) => string = (text) => text): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "latchkey-unit-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "latchkey.service");
  await writeFile(file, change(await unitAt({ node: process.execPath, checkout: inject("checkout"), dataDir: "/var/lib/latchkey" })));
  return file;
}

const check = (...args: string[]) =>
  spawnSync(findDebianProgram("systemd-analyze", "systemd"), args, { encoding: "utf8", env: { ...process.env, SYSTEMD_COLORS: "0" } });

test("systemd accepts the service file without a warning", async () => {
  const { status, stderr } = check("verify", await writeUnit());
  expect([status, stderr]).toEqual([0, ""]);
  const mistaken = check("verify", await writeUnit((text) => text.replace("ProtectSystem=strict", "ProtectSystem=stern")));
  expect(mistaken.stderr).toMatch(/failed to parse protect ?system value/i);
});

test.each(["DynamicUser=yes", "SystemCallFilter=@system-service", "CapabilityBoundingSet=", "RestrictNamespaces=yes"])(
  "the service is restricted as far as possible; without %s it is not",
  async (setting) => {
    const exposure = async (change?: (text: string) => string) =>
      check("security", "--offline=yes", `--threshold=${EXPOSURE_LIMIT}`, await writeUnit(change)).status;
    expect(await exposure()).toBe(0);
    expect(await exposure((text) => text.replaceAll(`${setting}\n`, ""))).not.toBe(0);
  },
);

test("D9: the service stops without its database first, and cannot read the checkout's .git", async () => {
  const unit = await unitAt({ node: process.execPath, checkout: "/opt/latchkey", dataDir: "/var/lib/latchkey" });
  expect(valuesOf(unit, "KillMode")).toEqual(["mixed"]);
  expect([...valuesOf(unit, "ProtectSystem"), ...valuesOf(unit, "NoNewPrivileges")]).toEqual(["strict", "yes"]);
  expect(valuesOf(unit, "InaccessiblePaths")).toContain("-/opt/latchkey/.git");
  const { start } = JSON.parse(execFileSync("cat", ["package.json"], { encoding: "utf8" })).scripts;
  expect(valuesOf(unit, "ExecStart")).toEqual([start.replace("exec node", process.execPath)]);
});
