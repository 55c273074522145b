import { expect, test } from "vitest";
import { limitedNetworks } from "./rows";

test.each([
  ["192.0.2.7", ["192.0.2.7", "192.0.2.0/24", "192.0.0.0/16"]],
  ["unknown", ["unknown"]],
  ["2001:db8:1:2:3:4:5:6", ["2001:db8:1:2::/64", "2001:db8:1::/48", "2001:db8::/32"]],
  ["2001:0DB8:0001:0002::1", ["2001:db8:1:2::/64", "2001:db8:1::/48", "2001:db8::/32"]],
  ["2001:db8::1", ["2001:db8:0:0::/64", "2001:db8:0::/48", "2001:db8::/32"]],
  ["2001:db8::2:0:0:1", ["2001:db8:0:0::/64", "2001:db8:0::/48", "2001:db8::/32"]],
  ["::1", ["0:0:0:0::/64", "0:0:0::/48", "0:0::/32"]],
  ["fe80::", ["fe80:0:0:0::/64", "fe80:0:0::/48", "fe80:0::/32"]],
])("%s counts for %j", (ip, prefixes) => {
  expect(limitedNetworks(ip).map(({ prefix }) => prefix)).toEqual(prefixes);
});

test("G7: a wider network has more free attempts and shorter delays", () => {
  const limits = limitedNetworks("192.0.2.7").map(({ limit }) => limit);
  const [address, site, provider] = limits;
  expect(address?.freeFailures).toBeLessThan(site?.freeFailures ?? 0);
  expect(site?.freeFailures).toBeLessThan(provider?.freeFailures ?? 0);
  expect(provider?.longestDelaySeconds).toBeLessThan(site?.longestDelaySeconds ?? 0);
});
