import { type APIRequestContext, type APIResponse, expect, type Page } from "@playwright/test";
import type { Connection } from "@/lib/platform/db/connect";
import type { Authenticator } from "./authenticator";
import { readBackupCodes, scanEnrolment } from "./enrolment";
import { type Marks, markCookies } from "./leak-finder";
import { codeIn, codeMailsTo } from "./mailbox";

/** A user who uses every feature, and what the user enters and is shown. */
export type Journey = { page: Page; database: Connection; marks: Marks };

const ADDRESS = "ada@example.com";
let count = 0;

/** A password that no text contains by chance. */
export function markedPassword({ marks }: Pick<Journey, "marks">): string {
  const password = `marked-password-${++count}-${crypto.randomUUID()}`;
  marks.set(password, "a password");
  return password;
}

/** Fills fields by their labels, presses the button, and records the cookies of the page that answers: there is no JavaScript. */
async function submit({ page, marks }: Journey, fields: Record<string, string>, button: string): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).last().fill(value);
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: button, exact: true }).last().click()]);
  await markCookies(page, marks);
}

export async function enterPassword(journey: Journey, username: string, password: string): Promise<void> {
  await journey.page.context().clearCookies();
  await journey.page.goto("/login");
  await submit(journey, { "Username or email": username, Password: password }, "Login");
}

/** The link of the start: a weak password, then a good one. */
export async function setUp(journey: Journey, link: string): Promise<string> {
  const password = markedPassword(journey);
  await journey.page.goto(link);
  await submit(journey, { Username: "ada", Password: "ada123456789012" }, "Create administrator");
  await expect(journey.page.getByText("too similar to your username")).toBeVisible();
  await submit(journey, { Username: "ada", Password: password }, "Create administrator");
  await expect(journey.page).toHaveURL(/\/$/);
  return password;
}

/** A wrong password, the right one, an address confirmed by its code, and a sign-in with an emailed code. */
export async function confirmNewAddress(journey: Journey, password: string): Promise<void> {
  const { page } = journey;
  await enterPassword(journey, "ada", markedPassword(journey));
  await expect(page.getByText("Incorrect username or password")).toBeVisible();
  await enterPassword(journey, "ada", password);
  await expect(page).toHaveURL(/\/$/);
  await page.goto("/settings");
  await page.getByLabel("Enable email login verification").check();
  await submit(journey, { Email: ADDRESS }, "Submit");
  await submit(journey, { "Verification code": await mailedCode(journey, 1) }, "Confirm");
  await expect(page.getByText("Your new address is confirmed")).toBeVisible();
  await enterPassword(journey, "ada", password);
  await expect(page).toHaveURL(/\/login\/verify/);
  await submit(journey, { "Verification code": "00000000" }, "Login");
  await submit(journey, { "Verification code": await mailedCode(journey, 2) }, "Login");
  await expect(page).toHaveURL(/\/$/);
}

/** The code of the newest of that many emails. */
async function mailedCode({ database, marks }: Journey, mails: number): Promise<string> {
  const kept = await codeMailsTo(database, ADDRESS);
  expect(kept).toHaveLength(mails);
  const code = kept[0] ? codeIn(kept[0]) : "";
  marks.set(code, "an emailed code");
  return code;
}

export type Enrolled = { authenticator: Authenticator; backupCodes: string[] };

/** Enables 2FA, with a wrong code first. */
export async function enrol(journey: Journey): Promise<Enrolled> {
  const { page, marks } = journey;
  await page.goto("/settings");
  await page.getByRole("button", { name: "Enable 2FA" }).click();
  const { secret, authenticator } = await scanEnrolment(page);
  marks.set(secret, "an authenticator secret");
  await submit(journey, { "2FA code": "000000" }, "Enable 2FA");
  await submit(journey, { "2FA code": await nextCode(journey, authenticator) }, "Enable 2FA");
  const backupCodes = await readBackupCodes(page);
  for (const code of backupCodes) marks.set(code, "a backup code").set(code.replace("-", ""), "a backup code");
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("2FA", { exact: true })).toBeVisible();
  return { authenticator, backupCodes };
}

async function nextCode({ marks }: Journey, authenticator: Authenticator): Promise<string> {
  const code = await authenticator.nextCode();
  marks.set(code, "a 2FA code");
  return code;
}

/** A sign-in with a code, one with a backup code, and a new password. */
export async function useFactors(journey: Journey, password: string, { authenticator, backupCodes }: Enrolled): Promise<string> {
  const { page } = journey;
  await enterPassword(journey, "ada", password);
  await submit(journey, { "2FA code": await nextCode(journey, authenticator) }, "Login");
  await expect(page).toHaveURL(/\/$/);
  await enterPassword(journey, "ada", password);
  await submit(journey, { "2FA code": backupCodes[0] ?? "" }, "Login");
  await expect(page).toHaveURL(/\/$/);
  const next = markedPassword(journey);
  await page.goto("/settings/security/password");
  await submit(
    journey,
    { "2FA code": backupCodes[1] ?? "", "Current password": markedPassword(journey), "New password": next },
    "Change password",
  );
  await expect(page.getByText("Incorrect password. Try again.")).toBeVisible();
  await submit(journey, { "Current password": password, "New password": next }, "Change password");
  await expect(page.getByText("Your password was changed")).toBeVisible();
  return next;
}

/** Invites a user, who sets a password by the link and signs in; then disables the account. */
export async function inviteUser(journey: Journey): Promise<void> {
  const { page, marks } = journey;
  await page.goto("/admin/users/new");
  await submit(journey, { Username: "bob", Email: "bob@example.com" }, "Create user");
  const link = await page.getByTestId("one-time-link").innerText();
  marks.set(new URL(link).searchParams.get("token") ?? "", "the token of an invitation");
  const theirs = await page
    .context()
    .browser()
    ?.newPage({ baseURL: new URL(page.url()).origin, javaScriptEnabled: false });
  if (!theirs) throw new Error("the browser is gone");
  const bob = { ...journey, page: theirs };
  const password = markedPassword(journey);
  await theirs.goto(link);
  await submit(bob, { Password: password }, "Set password");
  await enterPassword(bob, "bob", password);
  await expect(theirs).toHaveURL(/\/$/);
  await theirs.close();
}

type Body = Pick<NonNullable<Parameters<APIRequestContext["post"]>[1]>, "form" | "multipart" | "data" | "headers">;

/** A page may contain its own URL, which its client sent. */
export const IN_AN_ADDRESS = "what stood in an address";

/** Forms that no page sends, with a secret in every possible place. Returns the rejections. */
export async function sendNonsense({ page, marks }: Journey): Promise<string[]> {
  const answers: APIResponse[] = [];
  const secret = markedPassword({ marks });
  const addressed = `addressed-${marks.size}-${crypto.randomUUID()}`;
  marks.set(addressed, IN_AN_ADDRESS);
  const cookie = `latchkey.session=${secret}; latchkey.attempt=${secret}; authjs.session-token=${secret}`;
  const bodies: Body[] = [
    { form: { username: "ada", password: secret, code: secret } },
    { multipart: { $ACTION_ID_0000: "", password: `${secret}\0` } },
    { multipart: { "1_$ACTION_ID_x": secret, "0": `["${secret}"` } },
    { data: `{"password":"${secret}"`, headers: { "content-type": "application/json", "next-action": secret } },
    { data: secret, headers: { "next-action": "0".repeat(42), "content-type": "text/plain;charset=UTF-8" } },
  ];
  for (const path of [
    "/login",
    "/login/verify",
    "/settings",
    `/setup?token=${addressed}`,
    `/set-password?token=${addressed}`,
    `/api/${addressed}`,
  ]) {
    answers.push(await page.request.get(path, { headers: { cookie } }));
    for (const { headers, ...body } of bodies) answers.push(await page.request.post(path, { ...body, headers: { cookie, ...headers } }));
  }
  return Promise.all(answers.filter((answer) => answer.status() >= 400).map((answer) => answer.text()));
}

/** Pages and forms while a table is missing: the error page and its log entries. */
export async function breakDown(journey: Journey): Promise<string[]> {
  const { page, database } = journey;
  await database.db.$executeRaw`ALTER TABLE users RENAME TO users_away`;
  try {
    expect((await page.goto("/"))?.status()).toBe(500);
    await enterPassword(journey, "ada", markedPassword(journey));
    return await sendNonsense(journey);
  } finally {
    await database.db.$executeRaw`ALTER TABLE users_away RENAME TO users`;
  }
}
