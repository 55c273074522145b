import { readFile } from "node:fs/promises";

/** Where the shipped unit expects things, and where a test has them. */
export type Places = { node: string; checkout: string; dataDir: string };

/** deploy/latchkey.service with the places of a test in it. */
export async function unitAt({ node, checkout, dataDir }: Places): Promise<string> {
  const text = await readFile("deploy/latchkey.service", "utf8");
  return text.replaceAll("/usr/bin/node", node).replaceAll("/opt/latchkey", checkout).replaceAll("/var/lib/latchkey", dataDir);
}

/** The values of a setting of the unit, in their order. */
export function valuesOf(unit: string, setting: string): string[] {
  return [...unit.matchAll(new RegExp(`^${setting}=(.*)$`, "gm"))].map(([, value = ""]) => value);
}
