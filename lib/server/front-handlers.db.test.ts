import { beforeEach, expect, test } from "vitest";
import { issuePasswordLink, issueSetupLink, setPassword } from "@/lib/features/account/one-time-links";
import type { Deps } from "@/lib/platform/deps";
import { setProcessState } from "@/lib/platform/process-state";
import { LINK_COOKIE_LIFETIME_SECONDS } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { createTestDeps } from "@/lib/testing/test-deps";
import { openLink, parseLink } from "./front-handlers";

let deps: Deps;
let clock: FakeClock;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  setProcessState("deps", { deps });
});

/** The path and query of a new user's link. */
async function linkFor(username: string): Promise<string> {
  const { id } = await deps.db.user.create({ data: { username, usernameKey: username, createdAt: clock.now() } });
  const link = await deps.db.$transaction((tx) => issuePasswordLink(deps, tx, id));
  const { pathname, search } = new URL(link);
  return pathname + search;
}

async function open(url: string) {
  const link = parseLink(url);
  if (!link) throw new Error(`${url} is no one-time link`);
  return { ...(await openLink(link)), token: link.token };
}

test("W25: opening a link passes its token to one page for a short time, and redirects to an address without it", async () => {
  const { location, cookie, token } = await open(await linkFor("ada"));
  expect(location).toMatch(/^\/set-password\?link=[\w-]{12}$/);
  expect(token).not.toContain(location.slice(-12));
  const attributes = [`Max-Age=${LINK_COOKIE_LIFETIME_SECONDS}`, "Path=/set-password", "HttpOnly", "SameSite=Lax"];
  expect(cookie).toBe(`latchkey-link-${location.slice(-12)}_3000=${token}; ${attributes.join("; ")}`);
});

test("W25: on https the cookie is Secure", async () => {
  const https = { ...deps, config: { ...deps.config, appUrl: "https://console.example" } };
  setProcessState("deps", { deps: https });
  expect((await open(await linkFor("ada"))).cookie).toMatch(/^__Secure-latchkey-link-.*; Secure(;|$)/);
});

test("W25: a scanner that opens a link many times consumes nothing, and two links stay separate", async () => {
  const [ada, bert] = [await linkFor("ada"), await linkFor("bert")];
  const opened = [await open(ada), await open(ada), await open(bert), await open(`${bert}&utm_source=mail`)];
  expect(new Set(opened.map(({ location }) => location)).size).toBe(2);
  const { token } = opened[0] ?? { token: "" };
  expect(await setPassword(deps, { token, password: "a long enough password", client: { ip: "", userAgent: "" } })).toMatchObject({
    ok: true,
  });
  expect(await open(ada)).toMatchObject({ location: "/set-password", cookie: null });
  expect((await open(bert)).cookie).not.toBeNull();
});

test("W25: an invalid link sets no cookie", async () => {
  const token = await issueSetupLink(deps);
  expect((await open(`/setup?token=${token}`)).cookie).toMatch(/^latchkey-link-/);
  for (const url of [
    `/set-password?token=${token}`,
    "/setup?token=made-up",
    "/set-password?token=",
    "/setup?token=a&token=b",
    "/setup?token=a;b%0D%0A",
  ]) {
    expect(await open(url), url).toMatchObject({ location: url.split("?")[0], cookie: null });
  }
  expect(["/setup", "/setup?link=a", "/settings?token=a", "/setupx?token=a", "//setup?token=a"].map(parseLink)).toEqual(
    Array(5).fill(null),
  );
});
