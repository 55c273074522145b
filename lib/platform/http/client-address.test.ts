import { BlockList } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { log } from "@/lib/platform/log";
import { setProcessState } from "@/lib/platform/process-state";
import { CLIENT_IP_HEADER, parseAddress, sanitizeForwardedHeaders } from "./client-address";

const proxies = new BlockList();
proxies.addSubnet("10.0.0.0", 8, "ipv4");
proxies.addAddress("2001:db8::1", "ipv6");

function trusted(peer: string | undefined, headers: Record<string, string> = {}) {
  const received = { ...headers };
  sanitizeForwardedHeaders(received, peer, proxies);
  return received;
}

test("forwarding headers of an untrusted client are dropped, its address is that of the connection", () => {
  const headers = {
    "x-forwarded-for": "1.2.3.4",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    forwarded: "for=1.2.3.4",
    "x-original-url": "https://evil.example/",
  };
  expect(trusted("::ffff:203.0.113.9", { ...headers, host: "console.example" })).toEqual({
    host: "console.example",
    [CLIENT_IP_HEADER]: "203.0.113.9",
  });
});

test.each([
  ["203.0.113.9", {}, "client"],
  ["203.0.113.9", { "x-forwarded-proto": "https" }, "unlisted-proxy"],
  ["192.168.0.2", { forwarded: "for=1.2.3.4" }, "unlisted-proxy"],
  ["10.0.0.1", { "x-forwarded-proto": "https" }, "trusted-proxy"],
  ["10.0.0.1", {}, "trusted-proxy"],
])("W22: %s with %j is a %s", (peer, headers, expected) => {
  expect(sanitizeForwardedHeaders({ ...headers }, peer, proxies)).toBe(expected);
});

test("W22: the log names a private proxy missing in TRUSTED_PROXIES once, and never a public address", () => {
  setProcessState("logged-causes", undefined);
  const warn = vi.spyOn(log, "warn").mockReturnValue();
  for (const peer of ["203.0.113.9", "2001:db8::9", "::ffff:203.0.113.9", undefined]) trusted(peer, { "x-forwarded-for": "1.2.3.4" });
  expect(warn).not.toHaveBeenCalled();
  for (const peer of ["::ffff:172.17.0.1", "172.17.0.1", "192.168.0.2"]) trusted(peer, { "x-forwarded-for": "1.2.3.4" });
  expect(warn.mock.calls).toEqual([[{ peer: "172.17.0.1" }, expect.stringContaining("TRUSTED_PROXIES=172.17.0.1;")]]);
});

test("clients and proxies cannot send the console's own header", () => {
  expect(trusted("203.0.113.9", { [CLIENT_IP_HEADER]: "1.2.3.4" })[CLIENT_IP_HEADER]).toBe("203.0.113.9");
  expect(trusted("10.0.0.1", { [CLIENT_IP_HEADER]: "1.2.3.4" })[CLIENT_IP_HEADER]).toBe("10.0.0.1");
});

test("W5: the console's internal headers are dropped, also from a proxy", () => {
  for (const peer of ["203.0.113.9", "10.0.0.1"]) {
    expect(trusted(peer, { "x-latchkey-own-request": "1", rsc: "1" })).toEqual({ [CLIENT_IP_HEADER]: peer, rsc: "1" });
  }
});

test.each([
  ["the address before the proxy", "203.0.113.9", "203.0.113.9"],
  ["what a client wrote in front is not believed", "1.2.3.4, 203.0.113.9", "203.0.113.9"],
  ["a chain of our proxies is skipped", "1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"],
  ["nothing but proxies: the first of them", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
  ["an IPv6 client", "[2001:DB8::99]", "2001:db8::99"],
  ["nothing", "", "10.0.0.1"],
  ["an address with a port", "1.2.3.4:80, 203.0.113.9:51234", "203.0.113.9"],
  ["an IPv6 address with a port", "[2001:db8::99]:51234", "2001:db8::99"],
  ["another spelling of the same IPv6 address", "2001:0DB8:0:0:0::99", "2001:db8::99"],
  ["a proxy of ours with a port is skipped", "203.0.113.9:1, [2001:db8::1]:8080, 10.0.0.2:9", "203.0.113.9"],
  ["IPv4 in IPv6", "[::ffff:203.0.113.9]:443", "203.0.113.9"],
  ["IPv4 in IPv6, in hexadecimal digits", "::ffff:cb00:7109", "203.0.113.9"],
  ["a proxy of ours, IPv4 in IPv6", "203.0.113.9, ::ffff:10.0.0.2", "203.0.113.9"],
  ["a zone", "[fe80::1%25eth0]:80", "fe80::1"],
  ["quotes", '"[2001:db8::99]:80"', "2001:db8::99"],
  ["empty entries are no entries", "1.2.3.4, , 203.0.113.9,,", "203.0.113.9"],
  ["spaces and tabs", " 1.2.3.4 ,\t203.0.113.9 ", "203.0.113.9"],
])("behind a proxy: %s", (_, forwardedFor, client) => {
  const headers = trusted("10.0.0.1", { "x-forwarded-for": forwardedFor, "x-forwarded-proto": "https" });
  expect(headers[CLIENT_IP_HEADER]).toBe(client);
  expect(headers["x-forwarded-proto"]).toBe("https");
});

afterEach(() => vi.restoreAllMocks());

test.each([
  "unknown",
  "_hidden",
  "_a:80",
  "203.0.113.9:port",
  "for=203.0.113.9",
  "010.0.0.9",
  "203.0.113",
  "[203.0.113.9]",
  "0x7f.1",
  "a".repeat(500),
])(
  "W21: the client behind an entry that is no address (%s) is unknown: neither the proxy nor what stands left of it, said once",
  (entry) => {
    setProcessState("logged-causes", undefined);
    const warn = vi.spyOn(log, "warn").mockReturnValue();
    for (const forwardedFor of [entry, `1.2.3.4, ${entry}`, `1.2.3.4, ${entry}, 10.0.0.2`]) {
      expect(trusted("10.0.0.1", { "x-forwarded-for": forwardedFor })[CLIENT_IP_HEADER]).toBe("unknown");
    }
    expect(warn).toHaveBeenCalledTimes(1);
  },
);

test("W21: a client cannot choose its address with a forwarding header", () => {
  expect(trusted("10.0.0.1", { "x-forwarded-for": "unknown, _x, 203.0.113.9" })[CLIENT_IP_HEADER]).toBe("203.0.113.9");
});

test("a connection without an address is unknown", () => {
  expect(trusted(undefined)[CLIENT_IP_HEADER]).toBe("unknown");
  expect(parseAddress("fe80::1%eth0")).toBe("fe80::1");
});
