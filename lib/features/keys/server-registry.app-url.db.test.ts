import { expect, test } from "vitest";
import { createTestDeps } from "@/lib/testing/test-deps";
import { publishAppUrl, withPublishedAppUrl } from "./server-registry";

test("a command without APP_URL uses that of the server that was started last", async () => {
  const { deps } = await createTestDeps();
  const command = { ...deps, config: { ...deps.config, appUrl: "http://localhost:3000", appUrlIsSet: false } };
  const appUrlOf = async (from = command) => {
    const { appUrl, appUrlIsSet } = (await withPublishedAppUrl(from)).config;
    return { appUrl, appUrlIsSet };
  };
  const unset = { appUrl: "http://localhost:3000", appUrlIsSet: false };
  expect(await appUrlOf()).toEqual(unset);
  for (const appUrl of ["https://old.example.com", "https://console.example.com"]) {
    await publishAppUrl({ ...deps, config: { ...deps.config, appUrl } });
    expect(await appUrlOf()).toEqual({ appUrl, appUrlIsSet: true });
  }
  const own = { appUrl: "https://own.example.com", appUrlIsSet: true };
  expect(await appUrlOf({ ...command, config: { ...command.config, ...own } })).toEqual(own);
  await publishAppUrl(command);
  expect(await appUrlOf()).toEqual(unset);
});
