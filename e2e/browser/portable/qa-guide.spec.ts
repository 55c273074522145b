import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import type { Role } from "../../support/accounts";
import { clickHydrated } from "../../support/browser";
import { expect, test } from "./fixtures";
import { enterPassword, signInAs } from "./steps";

type Row = { address: string; presses: string[]; as: string; names: [kind: string, name: string][] };

const KINDS = ["button", "checkbox", "dialog", "field", "heading", "img", "link", "list", "region", "searchbox", "table"] as const;
const ROWS = readNames(readFileSync("docs/qa.md", "utf8"));
const SIGNED_IN: Role[] = ["withoutTwoFactor", "withTwoFactor", "expired", "administrator"];

test.describe.configure({ mode: "default" });
test.slow();

test("the table of names in docs/qa.md has no row that is not checked", () => {
  expect(ROWS.length).toBeGreaterThan(15);
  const known = ["signed out", ...SIGNED_IN, "withTwoFactor, password entered", "withEmailCode, password entered"];
  expect(ROWS.filter(({ as, names }) => names.length === 0 || !known.includes(as))).toEqual([]);
});

test("pages before sign-in have the names in docs/qa.md", async ({ page }) => {
  for (const row of rowsFor("signed out")) await expectNames(page, row);
});

for (const role of ["withTwoFactor", "withEmailCode"] as const) {
  test(`the second step of a sign-in has the names in docs/qa.md, ${role}`, async ({ page, account }) => {
    await enterPassword(page, account(role));
    await expect(page).toHaveURL(/\/login\/verify/);
    for (const row of rowsFor(`${role}, password entered`)) await expectNames(page, row);
  });
}

for (const role of SIGNED_IN) {
  test(`the pages of ${role} have the names in docs/qa.md`, async ({ page, account, accounts }) => {
    const user = account(role);
    await signInAs(page, user);
    for (const row of rowsFor(role)) await expectNames(page, row, user.username, accounts.withoutTwoFactor?.username);
  });
}

async function expectNames(page: Page, row: Row, user = "", other = ""): Promise<void> {
  const filled = (text: string) => text.replace("USER", user).replace("OTHER", other);
  await page.goto(filled(row.address));
  for (const press of row.presses.map(filled)) {
    const name = { name: press, exact: true };
    await clickHydrated(page.getByRole("button", name).or(page.getByRole("link", name)).first());
  }
  for (const [kind, name] of row.names) {
    const place = [row.address, ...row.presses].join(", ");
    await expect(find(page, kind, filled(name)).first(), `${place} as ${row.as}: ${kind} "${filled(name)}"`).toBeVisible();
  }
}

function find(page: Page, kind: string, name: string): Locator {
  if (kind === "field") return page.getByLabel(name, { exact: true });
  return page.getByRole(kind as Exclude<(typeof KINDS)[number], "field">, { name, exact: true });
}

function rowsFor(as: string): Row[] {
  return ROWS.filter((row) => row.as === as);
}

function readNames(guide: string): Row[] {
  const [, table = ""] = /^\| page \| as \| names \|\n\| [-| ]+\|\n((?:\|.*\n)+)/m.exec(guide) ?? [];
  const kinds = new RegExp(`\\b(${KINDS.join("|")}) \`([^\`]+)\``, "g");
  return table
    .trim()
    .split("\n")
    .map((line) => {
      const [, pages = "", as = "", names = ""] = line.split("|").map((cell) => cell.trim());
      const [address = "", ...presses] = [...pages.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
      return { address, presses, as, names: [...names.matchAll(kinds)].map(([, kind = "", name = ""]): [string, string] => [kind, name]) };
    });
}
