import { type Form, parseForms, visibleText } from "./html-forms";

/** A page as it came: the address it was reached at, after redirects. */
export type ReceivedPage = { status: number; path: string; headers: Headers; html: string; readonly text: string };

type Submission = { button: string; fields?: Record<string, string | undefined> };

/**
 * A browser without JavaScript: keeps cookies, follows redirects and sends forms, hidden fields included. Throws when
 * the connection does; every answer of the server is a page, whatever its status.
 */
export type HttpClient = {
  cookies: Map<string, string>;
  get(path: string): Promise<ReceivedPage>;
  /** Sends the form of `page` that has this button; a field of `undefined` is left out, like a box that is not ticked. */
  submit(page: ReceivedPage, submission: Submission): Promise<ReceivedPage>;
};

const MAX_REDIRECTS = 5;

export type ClientOptions = {
  timeoutMs?: number;
  /** The user's address, as sent by a proxy; the server must trust this machine (TRUSTED_PROXIES). */
  address?: string;
};

/** `baseUrl` may change between requests, as behind a load balancer. */
export function createHttpClient(baseUrl: string | (() => string), { timeoutMs = 30_000, address: from }: ClientOptions = {}): HttpClient {
  const cookies = new Map<string, string>();
  const base = typeof baseUrl === "string" ? () => baseUrl : baseUrl;

  async function request(path: string, body: FormData | null): Promise<ReceivedPage> {
    let [address, form] = [path, body];
    for (let count = 0; count <= MAX_REDIRECTS; count++) {
      const url = new URL(address, base());
      const headers = {
        cookie: cookieHeader(cookies),
        accept: "text/html",
        ...(form && { origin: url.origin }),
        ...(from && { "x-forwarded-for": from }),
      };
      const signal = AbortSignal.timeout(timeoutMs);
      const answer = await fetch(url, { method: form ? "POST" : "GET", body: form, headers, redirect: "manual", signal });
      keepCookies(cookies, answer.headers);
      const html = await answer.text();
      const location = answer.headers.get("location");
      const { pathname, search } = url;
      if (!location) return received(answer, pathname + search, html);
      const next = new URL(location, url);
      [address, form] = [next.pathname + next.search, null];
    }
    throw new Error(`more than ${MAX_REDIRECTS} redirects from ${path}`);
  }

  return {
    cookies,
    get: (path) => request(path, null),
    submit: (page, { button, fields = {} }) => {
      const form = parseForms(page.html).find(({ buttons }) => buttons.some(({ name }) => name === button));
      if (!form) throw new Error(`no form with a button "${button}" on ${page.path} (${page.status}): ${page.text.slice(0, 300)}`);
      return request(form.action || page.path, filledIn(form, button, fields));
    },
  };
}

/** Computes the text on first use: load tests never read it. */
function received({ status, headers }: Response, path: string, html: string): ReceivedPage {
  return {
    status,
    path,
    headers,
    html,
    get text() {
      return visibleText(html);
    },
  };
}

function filledIn(form: Form, button: string, typed: Record<string, string | undefined>): FormData {
  const data = new FormData();
  for (const [name, value] of form.fields) if (!(name in typed)) data.append(name, value);
  for (const [name, value] of Object.entries(typed)) if (value !== undefined) data.append(name, value);
  const pressed = form.buttons.find(({ name }) => name === button)?.field;
  if (pressed) data.append(...pressed);
  return data;
}

function cookieHeader(cookies: Map<string, string>): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}

function keepCookies(cookies: Map<string, string>, headers: Headers): void {
  for (const line of headers.getSetCookie()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const over = /;\s*max-age=0\b/i.test(line) || /;\s*expires=Thu, 01 Jan 1970/i.test(line);
    if (over) cookies.delete(name);
    else cookies.set(name, value);
  }
}
