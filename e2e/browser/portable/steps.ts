import { expect, type Locator, type Page, type Request } from "@playwright/test";
import type { Account } from "../../support/accounts";
import { clickHydrated } from "../../support/browser";

type User = { username: string; password: string; id?: string; email?: string | null };
type Named = Partial<User> & { username: string };

/** Enters name and password on the sign-in page and presses Login. */
export async function enterPassword(page: Page, user: User, options: { remember?: boolean } = {}): Promise<void> {
  await page.goto("/login");
  await enterPasswordHere(page, user, options);
}

/** The same on the sign-in page that is open, which may lead back to the page that was requested. */
export async function enterPasswordHere(page: Page, user: User, { remember = false } = {}): Promise<void> {
  await page.getByLabel("Username or email").fill(user.username);
  await page.getByLabel("Password").fill(user.password);
  if (remember) await page.getByLabel("Remember me").check();
  await page.getByRole("button", { name: "Login" }).click();
}

/** Enters a code of the app or a backup code in the second step of a sign-in. */
export async function enterCode(page: Page, code: string): Promise<void> {
  await enterCodeIn(page, "2FA code", code);
}

/** The same for a code from an email. */
export async function enterEmailedCode(page: Page, code: string): Promise<void> {
  await enterCodeIn(page, "Verification code", code);
}

/** A complete code submits itself once the page is hydrated: presses Login only where nothing has been sent. */
async function enterCodeIn(page: Page, label: string, code: string): Promise<void> {
  const field = page.getByLabel(label);
  const login = page.locator("form").filter({ has: field }).getByRole("button", { name: "Login" });
  let isSent = false;
  const onRequest = (request: Request) => {
    isSent ||= request.method() === "POST";
  };
  page.on("request", onRequest);
  await field.fill(code);
  await expect(async () => {
    if (isSent || (await login.count()) === 0) return;
    // While a throttle counts down, until the new input is noticed.
    expect(await login.getAttribute("aria-disabled", { timeout: 1_000 })).not.toBe("true");
    await login.click({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  page.off("request", onRequest);
}

/** Does `act`, which sends a form, and waits for its answer: the page may still show an earlier answer with the same text. */
export async function waitForAnswer(page: Page, act: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForResponse((response) => response.request().method() === "POST"), act()]);
}

/** Expects the page to report this problem. Next's own announcer is an alert too, with the page's title. */
export async function expectProblem(page: Page, text: string | RegExp): Promise<void> {
  await expect(page.getByRole("alert").filter({ hasText: text })).toBeVisible();
}

export async function signOut(page: Page, user: User): Promise<void> {
  await accountMenu(page, user).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/login/);
}

/** Expects the user to be signed in on the home page. */
export async function expectHome(page: Page, user: Named): Promise<void> {
  await expect(page).toHaveURL("/");
  await expect(accountMenu(page, user)).toBeVisible();
}

/** Signs in with name and password, without a second step. */
export async function signInTo(page: Page, user: User): Promise<void> {
  await enterPassword(page, user);
  await expectHome(page, user);
}

/** Signs in with name, password and a code of the app or a backup code. */
export async function signInWithCode(page: Page, user: User, code = ""): Promise<void> {
  await enterPassword(page, user);
  await enterCode(page, code);
  await expectHome(page, user);
}

/** Signs in, with a code from the authenticator app where 2FA is on. Throws what the page says when the sign-in is refused. */
export async function signInAs(page: Page, account: Account): Promise<void> {
  const home = accountMenu(page, account);
  const code = page.getByLabel("2FA code");
  await enterPassword(page, account);
  await expectAccepted(page, account, home.or(code));
  if (await code.isVisible()) {
    if (!account.authenticator) throw new Error(`2FA is on for "${account.username}": add its totpSecret to E2E_ACCOUNTS (e2e/README.md).`);
    await enterCode(page, await account.authenticator.nextCode());
    await expectAccepted(page, account, home);
  }
  await expectHome(page, account);
}

/** Opens the settings from the account menu, as a dialog over the page. Returns the dialog. */
export async function openSettingsModal(page: Page, user: Named): Promise<Locator> {
  await accountMenu(page, user).click();
  await clickHydrated(page.getByRole("link", { name: "Settings", exact: true }));
  const modal = page.getByRole("dialog", { name: "Settings", exact: true });
  await expect(modal.getByRole("heading", { name: "Basic Settings" })).toBeVisible();
  return modal;
}

const accountMenu = (page: Page, { username }: Named) => page.getByRole("button", { name: username });

async function expectAccepted(page: Page, { username }: Account, accepted: Locator): Promise<void> {
  const problem = page.getByRole("main").getByRole("alert").filter({ hasText: /\S/ });
  const who = `"${username}" at ${new URL(page.url()).origin}`;
  await expect(accepted.or(problem).first(), `an answer to the sign-in of ${who}`).toBeVisible();
  if (await accepted.first().isVisible()) return;
  const said = (await problem.allInnerTexts()).join(" ").trim();
  throw new Error(`The console refused the sign-in of ${who}: "${said}" Check this account in E2E_ACCOUNTS (e2e/README.md).`);
}
