import { type Authenticator, createAuthenticator, stepAt, totpAtStep } from "./authenticator";
import { type ClientOptions, createHttpClient, type HttpClient, type ReceivedPage } from "./http-client";

/** Throws for a 5xx answer: the console is out of order. */
export function answered(page: ReceivedPage): ReceivedPage {
  if (page.status >= 500) throw new Error(`${page.status} from ${page.path}: ${page.text.slice(0, 200)}`);
  return page;
}

type Credentials = { username: string; password: string };

/** Sends the sign-in form of `page`; an outage is an answer too. */
export function enterPasswordOn(client: HttpClient, page: ReceivedPage, { username, password }: Credentials): Promise<ReceivedPage> {
  return client.submit(page, { button: "Login", fields: { identifier: username, password } });
}

/** From the sign-in page to the page after the password. */
export async function enterPassword(client: HttpClient, username: string, password: string): Promise<ReceivedPage> {
  return answered(await enterPasswordOn(client, answered(await client.get("/login")), { username, password }));
}

/** A new browser in which the user has signed in, with the password alone. */
export async function signIn(url: string, { username, password }: Credentials, options?: ClientOptions): Promise<HttpClient> {
  const client = createHttpClient(url, options);
  const page = await enterPassword(client, username, password);
  if (page.path !== "/") throw new Error(`the sign-in of ${username} led to ${page.path}: ${page.text.slice(0, 200)}`);
  return client;
}

export async function enterCode(client: HttpClient, verifyPage: ReceivedPage, code: string): Promise<ReceivedPage> {
  return answered(await client.submit(verifyPage, { button: "Login", fields: { code } }));
}

/** Whether the client's cookie opens the console. */
export async function isSignedIn(client: HttpClient): Promise<boolean> {
  return answered(await client.get("/")).path === "/";
}

/** The backup codes that a page shows. */
export function backupCodesOn({ html }: ReceivedPage): string[] {
  return [...html.matchAll(/data-testid="backup-code"[^>]*>([^<]+)</g)].map(([, found = ""]) => found);
}

/** The result of an enrolment; `code` is the one that confirmed it. */
export type Enrolment = { secret: string; code: string; backupCodes: string[] };

/** Enables 2FA through the pages without JavaScript, by default with the code of the current time step. */
export async function enrol(
  client: HttpClient,
  codeOf = async (secret: string) => totpAtStep(secret, stepAt(Date.now())),
): Promise<Enrolment> {
  const page = answered(await client.get("/settings/two-factor"));
  const secret = /<code[^>]*translate="no"[^>]*>([A-Z2-7 ]{39})<\/code>/.exec(page.html)?.[1]?.replaceAll(" ", "");
  if (!secret) throw new Error(`no secret on ${page.path}: ${page.text.slice(0, 300)}`);
  const code = await codeOf(secret);
  const confirmed = answered(await client.submit(page, { button: "Enable 2FA", fields: { code } }));
  const backupCodes = backupCodesOn(confirmed);
  if (backupCodes.length === 0) throw new Error(`no backup codes on ${confirmed.path}: ${confirmed.text.slice(0, 300)}`);
  return { secret, code, backupCodes };
}

/** The same with an authenticator app, which hands out the codes after the one that confirmed it. */
export async function enrolWithApp(client: HttpClient): Promise<Enrolment & { authenticator: Authenticator }> {
  const made: { authenticator?: Authenticator } = {};
  const enrolment = await enrol(client, (secret) => {
    made.authenticator = createAuthenticator(secret);
    return made.authenticator.nextCode();
  });
  return { ...enrolment, authenticator: made.authenticator ?? createAuthenticator(enrolment.secret) };
}

export async function changePassword(
  client: HttpClient,
  currentPassword: string,
  newPassword: string,
  reverification?: string,
): Promise<void> {
  const page = answered(await client.get("/settings/security/password"));
  const fields = { currentPassword, newPassword, ...(reverification && { reverification }) };
  const changed = answered(await client.submit(page, { button: "Change password", fields }));
  if (!changed.text.includes("Your password was changed")) throw new Error(`the password was not changed: ${changed.text.slice(0, 300)}`);
}
