import { type BrowserContext, chromium, type Request } from "@playwright/test";
import { findBrowser } from "@/scripts/test/find-browser";
import { PASSWORD, RECORDED } from "../setup/constants";
import { latchkeyCode } from "./totp";

/** A request of the browser, without cookies and the parts that differ between users. */
export type RecordedRequest = { path: string; headers: Record<string, string>; body: string };
export type Recording = { password: RecordedRequest; code: RecordedRequest };

const LEFT_OUT = /^(:|cookie$|host$|content-length$|connection$|accept-encoding$|sec-)/;
export const NAME_MARK = "@@name@@";
export const CODE_MARK = "@@code@@";
export const ATTEMPT_MARK = "@@attempt@@";

export async function launchBrowser() {
  const executablePath = process.env.CHROMIUM_PATH || (await findBrowser());
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"] });
}

/** Signs in once in a real browser with JavaScript and records its two requests for replay by other users. */
export async function recordSignIn(url: string): Promise<Recording> {
  return inBrowser(url, record);
}

/** Presses the button of the form whose action does nothing, and records the request. */
export async function recordBareAction(url: string): Promise<RecordedRequest> {
  return inBrowser(url, async (context) => {
    const page = await context.newPage();
    await page.goto("/bare-action");
    await page.waitForLoadState("networkidle");
    const [request] = await Promise.all([
      page.waitForRequest((each) => each.method() === "POST"),
      page.getByRole("button", { name: "Send" }).click(),
    ]);
    return toRecorded(request);
  });
}

async function inBrowser<T>(url: string, work: (context: BrowserContext) => Promise<T>): Promise<T> {
  const browser = await launchBrowser();
  try {
    return await work(await browser.newContext({ baseURL: url }));
  } finally {
    await browser.close();
  }
}

async function record(context: BrowserContext): Promise<Recording> {
  const posts: Promise<RecordedRequest>[] = [];
  context.on("request", (request) => {
    if (request.method() === "POST") posts.push(toRecorded(request));
  });
  const page = await context.newPage();
  // Before its scripts are loaded, a page posts its form as without JavaScript.
  const pageComplete = async (path: string) => {
    await page.waitForURL(`**${path}`);
    await page.waitForLoadState("networkidle");
  };
  await page.goto("/login");
  await pageComplete("/login");
  await page.getByLabel("Username or email").fill(RECORDED);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Login" }).click();
  await pageComplete("/login/verify");
  const attempt = await page.locator("input[name=attempt]").first().inputValue();
  const code = latchkeyCode();
  // The last digit submits the form.
  await page.getByLabel("2FA code").fill(code);
  await page.waitForURL("**/");
  const [first, second] = await Promise.all(posts);
  if (!first || !second || posts.length !== 2) throw new Error(`a sign-in made ${posts.length} requests, not the two that are measured`);
  return { password: replaced(first, RECORDED, NAME_MARK), code: replaced(replaced(second, code, CODE_MARK), attempt, ATTEMPT_MARK) };
}

async function toRecorded(request: Request): Promise<RecordedRequest> {
  const all = await request.allHeaders();
  const headers = Object.fromEntries(Object.entries(all).filter(([name]) => !LEFT_OUT.test(name)));
  return { path: new URL(request.url()).pathname, headers, body: request.postData() ?? "" };
}

function replaced(request: RecordedRequest, text: string, mark: string): RecordedRequest {
  const field = `\r\n\r\n${text}\r\n`;
  if (!request.headers["next-action"] || !request.body.includes(field))
    throw new Error("the browser's sign-in is no server action any more");
  return { ...request, body: request.body.replace(field, `\r\n\r\n${mark}\r\n`) };
}
