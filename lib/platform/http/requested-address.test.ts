import { describe, expect, test } from "vitest";
import type { Peer } from "./client-address";
import { findAddressProblem } from "./requested-address";

type Given = { url?: string; headers?: Record<string, string>; peer?: Peer };

const NOTHING = { appUrlIsSet: false, allowInsecureHttp: false, hasTrustedProxies: false };
const HTTPS = { ...NOTHING, appUrl: "https://console.example", appUrlIsSet: true };
const PORT = { ...HTTPS, appUrl: "https://console.example:8443" };
const LAN = { ...NOTHING, appUrl: "http://192.168.1.5:3000", appUrlIsSet: true, allowInsecureHttp: true };
const LOCAL = { ...NOTHING, appUrl: "http://localhost:3000", appUrlIsSet: true };
const UNSET = { ...NOTHING, appUrl: "http://localhost:3000" };

function problem(settings: typeof HTTPS, { url = "/login", headers = {}, peer = "client" }: Given) {
  return findAddressProblem({ url, headers, peer }, settings);
}

describe("W22: the host of APP_URL is the only one that pages are served at", () => {
  test.each([
    [HTTPS, "console.example"],
    [HTTPS, "Console.Example:443"],
    [HTTPS, "console.example."],
    [HTTPS, "console.example.:443"],
    [PORT, "console.example:8443"],
    [PORT, "console.example"],
    [LAN, "192.168.1.5:3000"],
    [LOCAL, "127.0.0.1:3000"],
    [LOCAL, "[::1]:3000"],
    [LOCAL, "localhost:8080"],
    [UNSET, "localhost:3000"],
    [UNSET, "console.localhost:3000"],
    [{ ...UNSET, allowInsecureHttp: true }, "192.168.1.5:3000"],
  ])("%j answers %s", (settings, host) => {
    expect(problem(settings, { headers: { host } })).toBeNull();
  });

  test.each([
    [HTTPS, "evil.example"],
    [HTTPS, "console.example.evil.example"],
    [HTTPS, "evil-console.example"],
    [HTTPS, "127.0.0.1:3000"],
    [HTTPS, "localhost"],
    [HTTPS, "console.example:3000"],
    [HTTPS, "console.example:80"],
    [HTTPS, "latchkey_upstream"],
    [HTTPS, "console.example@evil.example"],
    [HTTPS, ""],
    [PORT, "console.example:443"],
    [LAN, "192.168.1.6:3000"],
    [LAN, "localhost:3000"],
    [LOCAL, "evil.example:3000"],
    [LOCAL, "localhost.evil.example"],
    [LOCAL, "127.0.0.1.evil.example"],
  ])("%j refuses %s", (settings, host) => {
    expect(problem(settings, { headers: { host } })).toBe("wrong-host");
  });

  test("the host that a trusted proxy forwards counts, not the name of the upstream", () => {
    const headers = { host: "127.0.0.1:3000", "x-forwarded-host": "console.example, inner" };
    expect(problem(HTTPS, { headers, peer: "trusted-proxy" })).toBeNull();
    expect(problem(HTTPS, { headers: { host: "console.example", "x-forwarded-host": "evil.example" } })).toBe("wrong-host");
  });

  test("only probes, metrics and forward-auth answer any host", () => {
    const paths = ["/api/health/live", "/api/health/ready?full", "/api/metrics", "/api/forward-auth", "/api/forward-auth?x=1"];
    for (const url of paths) expect(problem(HTTPS, { url, headers: { host: "10.0.0.7:3000" } }), url).toBeNull();
    for (const url of ["/api/forward-auth/enter?to=/", "/api/health", "/api/metricsx", "/login?/api/metrics", "/"]) {
      expect(problem(HTTPS, { url, headers: { host: "10.0.0.7:3000" } }), url).toBe("wrong-host");
    }
  });
});

test.each(["192.168.1.5:3000", "console.example", "[2001:db8::1]:3000", "localhost.example", "127.0.0.1.nip.io:3000"])(
  "W22: without APP_URL plain http is answered on this machine only, not at %s",
  (host) => {
    expect(problem(UNSET, { headers: { host } })).toBe("app-url-unset");
  },
);

describe("W22: a form post reveals that a proxy replaced the host", () => {
  const lost = { origin: "https://console.example", "sec-fetch-site": "same-origin" };

  test.each([
    [UNSET, { ...lost, host: "localhost:3000" }, "app-url-unset"],
    [LOCAL, { ...lost, host: "127.0.0.1:3000" }, "wrong-host"],
    [HTTPS, { ...lost, origin: "https://console.example:8443", host: "console.example" }, "wrong-host"],
    [{ ...UNSET, allowInsecureHttp: true }, { ...lost, host: "10.0.0.7" }, "app-url-unset"],
  ])("%j with %j: %s", (settings, headers, expected) => {
    expect(problem(settings, { headers })).toBe(expected);
  });

  test.each([
    [HTTPS, { ...lost, host: "console.example" }],
    [PORT, { ...lost, origin: "https://console.example:8443", host: "console.example" }],
    [LOCAL, { ...lost, origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000" }],
    [UNSET, { ...lost, "sec-fetch-site": "cross-site", host: "localhost:3000" }],
    [UNSET, { origin: "https://evil.example", host: "localhost:3000" }],
    [UNSET, { ...lost, origin: "null", host: "localhost:3000" }],
  ])("%j with %j: not for that", (settings, headers) => {
    expect(problem(settings, { headers })).toBeNull();
  });
});

describe("W22: a console on https is not served over plain http", () => {
  const host = "console.example";

  test.each<[string, Given]>([
    ["the proxy says so", { headers: { host, "x-forwarded-proto": "http" }, peer: "trusted-proxy" }],
    ["the first proxy says so", { headers: { host, "x-forwarded-proto": "HTTP, https" }, peer: "trusted-proxy" }],
    ["the page that posts says so", { headers: { host, origin: "http://console.example" } }],
    ["the page that posts says so, with its port", { headers: { host, origin: "http://console.example:3000" } }],
  ])("%s", (_, given) => {
    expect(problem(HTTPS, given)).toBe("plain-http");
  });

  test("a client that bypasses the proxies", () => {
    const settings = { ...HTTPS, hasTrustedProxies: true };
    expect(problem(settings, { headers: { host } })).toBe("plain-http");
    expect(problem(settings, { headers: { host }, peer: "trusted-proxy" })).toBeNull();
  });

  test("any host, because https is another address", () => {
    const headers = { host: "10.0.0.7:3000", "x-forwarded-proto": "http" };
    expect(problem(HTTPS, { headers, peer: "trusted-proxy" })).toBe("plain-http");
  });

  test.each<[string, Given]>([
    ["TLS ended at the proxy", { headers: { host, "x-forwarded-proto": "https" }, peer: "trusted-proxy" }],
    ["nothing is known", { headers: { host } }],
    ["another site posts", { headers: { host, origin: "http://evil.example" } }],
    ["the origin cannot be read", { headers: { host, origin: "http:" } }],
  ])("%s: not refused for that", (_, given) => {
    expect(problem(HTTPS, given)).toBeNull();
  });
});
