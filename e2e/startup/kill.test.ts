import { expect, test } from "vitest";
import { killUnderLoad } from "./kill-rounds";

test("killed under load, console or database: what was acknowledged is there, used codes stay used, nothing is half done", async () => {
  const seed = `${Date.now()}`;
  const report = await killUnderLoad(3, ["console", "database", "console"], seed);
  expect(report.acknowledged).toBeGreaterThan(2);
});
