import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import lighthouse from "lighthouse";
import { freePort } from "@/lib/testing/free-port";
import { findBrowser } from "@/scripts/test/find-browser";
import { latchkeyCode } from "../client/totp";
import { createUsers, type Users } from "../client/users";
import { median, round, spread } from "../measure/load";
import { PASSWORD } from "../setup/constants";
import { copyDatabase } from "../setup/database-server";
import { atEnd } from "../setup/lifetime";
import { seedBetterAuth } from "../setup/seed-better-auth";
import { seedLatchkey } from "../setup/seed-latchkey";
import { startComparison, startLatchkey } from "../setup/servers";
import type { Context, Outcome } from "./part";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"] as const;
const USER_COUNT = 20;
type PageName = "login" | "verify" | "settings" | "floor";
type Weight = { jsGzipBytes: number; jsRequests: number; allBytes: number; requests: number };
type Audit = { scores: Record<(typeof CATEGORIES)[number], number>; interactiveMs: number; found: string[] };
type Stage = { context: BrowserContext; port: number; latchkey: string; floor: string; users: Users };

/** Measures a page's size, its Lighthouse scores on a phone, and when it is usable on a processor a fourth as fast. */
export async function measurePages(context: Context): Promise<Outcome> {
  const stage = await setTheStage(context);
  const floor = await weigh(stage, "floor");
  const numbers: Record<string, number> = {};
  const samples: Record<string, unknown> = {
    floor: { weight: floor, interactiveMs: await interactiveMs(stage, "floor", context.repeats) },
  };
  for (const name of ["login", "verify", "settings"] as const) {
    const weight = await weigh(stage, name);
    const audits: Audit[] = [];
    for (let n = 1; n <= context.repeats; n++) {
      context.say(`/${name}: Lighthouse ${n} of ${context.repeats}`);
      audits.push(await audit(stage, name));
    }
    numbers[`pages.${name}.js_gzip_above_floor_kb`] = round((weight.jsGzipBytes - floor.jsGzipBytes) / 1000);
    for (const category of CATEGORIES) {
      const key = category === "best-practices" ? "best_practices" : category;
      numbers[`pages.${name}.lighthouse.${key}`] = median(audits.map(({ scores }) => scores[category]));
    }
    samples[name] = { weight, interactiveMs: spread(audits.map((each) => each.interactiveMs)), audits };
  }
  return { numbers, samples: { pages: samples } };
}

async function setTheStage({ database }: Context): Promise<Stage> {
  const seed = await seedLatchkey(database, USER_COUNT + 2, USER_COUNT);
  const latchkey = await startLatchkey(await copyDatabase(database, seed, "measured_latchkey"));
  const comparison = await startComparison(
    await copyDatabase(database, await seedBetterAuth(database, USER_COUNT), "measured_better_auth"),
  );
  const port = await freePort();
  const profile = await mkdtemp(path.join(tmpdir(), "latchkey-bench-"));
  const executablePath = process.env.CHROMIUM_PATH || (await findBrowser());
  const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", `--remote-debugging-port=${port}`];
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: flags });
  atEnd(async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  });
  return { context, port, latchkey: latchkey.url, floor: comparison.url, users: createUsers(USER_COUNT) };
}

const addressOf = ({ latchkey, floor }: Stage, name: PageName): string =>
  ({ login: `${latchkey}/login`, verify: `${latchkey}/login/verify`, settings: `${latchkey}/settings`, floor: `${floor}/floor` })[name];

/** Gets the cookies that the page requires. */
async function goThere(stage: Stage, name: PageName): Promise<void> {
  await stage.context.clearCookies();
  if (name === "login" || name === "floor") return;
  const page = await stage.context.newPage();
  await page.goto(addressOf(stage, "login"));
  await page.getByLabel("Username or email").fill((await stage.users()).username);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Login" }).click();
  await page.waitForURL("**/login/verify");
  if (name === "settings") {
    // Once the page is hydrated, the last digit submits the form.
    await page.waitForLoadState("networkidle");
    await page.getByLabel("2FA code").fill(latchkeyCode());
    await page.waitForURL(`${stage.latchkey}/`);
  }
  await page.close();
}

/** All responses that a browser with an empty cache fetches, with their size on the network. */
async function weigh(stage: Stage, name: PageName): Promise<Weight> {
  await goThere(stage, name);
  const page = await stage.context.newPage();
  const session = await stage.context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.clearBrowserCache");
  const sizes: Promise<{ script: boolean; bytes: number }>[] = [];
  page.on("requestfinished", (request) => {
    const script = request.resourceType() === "script";
    sizes.push(request.sizes().then(({ responseBodySize }) => ({ script, bytes: responseBodySize })));
  });
  await page.goto(addressOf(stage, name), { waitUntil: "networkidle" });
  await expectPage(page, stage, name);
  const all = await Promise.all(sizes);
  await page.close();
  const scripts = all.filter(({ script }) => script);
  const sum = (list: { bytes: number }[]) => list.reduce((total, { bytes }) => total + bytes, 0);
  return { jsGzipBytes: sum(scripts), jsRequests: scripts.length, allBytes: sum(all), requests: all.length };
}

async function expectPage(page: Page, stage: Stage, name: PageName): Promise<void> {
  if (page.url() !== addressOf(stage, name)) throw new Error(`${name} led to ${page.url()}`);
}

/** Lighthouse's own settings for a phone: slow 4G, a processor a fourth as fast. */
async function audit(stage: Stage, name: PageName): Promise<Audit> {
  await goThere(stage, name);
  const flags = { port: stage.port, onlyCategories: [...CATEGORIES], disableStorageReset: true, logLevel: "error" as const };
  const result = await lighthouse(addressOf(stage, name), flags);
  if (!result || result.lhr.runtimeError) throw new Error(`Lighthouse: ${result?.lhr.runtimeError?.message}`);
  const { categories, audits, finalDisplayedUrl } = result.lhr;
  if (finalDisplayedUrl !== addressOf(stage, name)) throw new Error(`Lighthouse was led to ${finalDisplayedUrl}`);
  const scores = Object.fromEntries(CATEGORIES.map((id) => [id, Math.round((categories[id]?.score ?? 0) * 100)])) as Audit["scores"];
  const found = Object.values(categories).flatMap(({ auditRefs }) =>
    auditRefs.filter(({ id, weight }) => weight > 0 && lost(audits[id])).map(({ id }) => id),
  );
  return { scores, interactiveMs: Math.round(audits.interactive?.numericValue ?? 0), found };
}

const lost = (audit?: { score: number | null }) => audit?.score !== null && (audit?.score ?? 1) < 0.9;

async function interactiveMs(stage: Stage, name: PageName, repeats: number) {
  const values: number[] = [];
  for (let n = 0; n < repeats; n++) values.push((await audit(stage, name)).interactiveMs);
  return spread(values);
}
