import { expect, test } from "vitest";
import { isSameOriginRequest } from "./requested-address";

const HTTPS = "https://console.example";
const LOCAL = "http://localhost:3000";

function comes(headers: Record<string, string>, { appUrl = LOCAL } = {}) {
  return isSameOriginRequest({ headers: { host: "localhost:3000", ...headers } }, appUrl);
}

test.each([
  ["this very address", { origin: LOCAL, "sec-fetch-site": "same-origin" }, LOCAL],
  ["another name of the same console", { origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000" }, LOCAL],
  ["a name in the network, where browsers send no Fetch Metadata", { origin: "http://nas.lan:3000", host: "nas.lan:3000" }, LOCAL],
  ["APP_URL behind a proxy that changes the host", { origin: HTTPS, host: "127.0.0.1:3000" }, HTTPS],
  ["a proxy that says which host was asked for", { origin: "https://b.example", "x-forwarded-host": "b.example, c.example" }, HTTPS],
  ["the address bar", { "sec-fetch-site": "none" }, LOCAL],
  ["a program, which sends neither", {}, LOCAL],
])("W3: a post from %s passes", (_, headers, appUrl) => {
  expect(comes(headers as Record<string, string>, { appUrl })).toBe(true);
});

test.each([
  ["another site", { origin: "https://evil.example" }, LOCAL],
  ["another site, by Fetch Metadata alone", { "sec-fetch-site": "cross-site" }, LOCAL],
  ["another program on the same machine", { origin: "http://localhost:8080", "sec-fetch-site": "same-site" }, LOCAL],
  ["a frame without an origin", { origin: "null", "sec-fetch-site": "cross-site" }, LOCAL],
  ["an opaque origin without Fetch Metadata", { origin: "null" }, LOCAL],
  ["no origin, to a page of a one-time link", { origin: "null", referer: `${LOCAL}/setup?link=abc` }, LOCAL],
  ["the same host without TLS, which anybody on the way can write", { origin: "http://console.example", host: "console.example" }, HTTPS],
  ["a host that only begins like it", { origin: "http://localhost:30000" }, LOCAL],
  ["rubbish", { origin: "localhost:3000/" }, LOCAL],
])("W3: a post from %s is refused", (_, headers, appUrl) => {
  expect(comes(headers as Record<string, string>, { appUrl })).toBe(false);
});
