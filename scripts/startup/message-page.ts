import { createHash } from "node:crypto";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { themeCookieName } from "@/lib/http/cookie-names";
import { plainTextType } from "@/lib/http/security-headers";

/** The design tokens of app/globals.css that a message needs: this page must not depend on anything that may fail. */
const STYLE = `
:root { color-scheme: light dark; --ground: light-dark(#f6f5f1, #12161a); --ink: light-dark(#1b2521, #e9efec);
  --quiet: light-dark(#5a635e, #a3b0ab); --accent: light-dark(#146152, #7fd6bb); --accent-ink: light-dark(#ffffff, #06231c); }
:root[data-theme="light"] { color-scheme: light } :root[data-theme="dark"] { color-scheme: dark }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 ui-sans-serif, system-ui, sans-serif }
main { box-sizing: border-box; min-height: 70dvh; max-width: 28rem; margin: 0 auto; padding: 3rem 1.25rem; display: grid; align-content: center }
svg { width: 3rem; height: 3rem; margin-bottom: 1.5rem; color: var(--accent) }
h1 { margin: 0; font-size: 1.875rem; line-height: 2.25rem; text-wrap: balance; letter-spacing: -0.025em } p { margin: 0.5rem 0 0; color: var(--quiet) }
a { justify-self: start; margin-top: 2rem; padding: 0.625rem 1rem; border-radius: 0.5rem; background: var(--accent); color: var(--accent-ink);
  font-weight: 600; text-decoration: none } a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }`;

/** As in components/ui/logo.tsx. */
const LOGO = `<svg viewBox="0 0 32 32" aria-hidden="true"><path fill="currentColor" fill-rule="evenodd"
d="M16 2a14 14 0 1 1 0 28 14 14 0 0 1 0-28Zm0 6.5a5 5 0 0 0-2 9.58V25h4v-2h2.5v-3H18v-1.92a5 5 0 0 0-2-9.58Z"/></svg>`;

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;

/** `html` follows the heading on the page; `text` says the same to programs. */
type Message = { status: number; headers: OutgoingHttpHeaders; heading: string; html: string; text: string };

/** Answers in place of the console: with a page that stands alone, or with words for a script of the page or a program. */
export function answerMessage(request: IncomingMessage, response: ServerResponse, message: Message): void {
  const forPeople = wantsPage(request);
  const body = forPeople ? messagePage(request, message) : message.text;
  response.writeHead(message.status, {
    ...message.headers,
    "content-type": forPeople ? "text/html; charset=utf-8" : plainTextType(request),
    "content-security-policy": POLICY,
    "content-length": Buffer.byteLength(body),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

function wantsPage({ headers }: IncomingMessage): boolean {
  return Boolean(headers.accept?.includes("text/html") && !headers["next-action"] && !headers.rsc);
}

function messagePage({ headers }: IncomingMessage, { heading, html }: Message): string {
  const [, theme = "system"] = new RegExp(`(?:^|;\\s*)${themeCookieName()}=(light|dark)`).exec(headers.cookie ?? "") ?? [];
  return `<!doctype html><html lang="en" data-theme="${theme}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${heading}</title><style>${STYLE}</style></head>
<body><main>${LOGO}<h1>${heading}</h1>${html}</main></body></html>`;
}
