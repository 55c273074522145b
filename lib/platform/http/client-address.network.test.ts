import { expect, test } from "vitest";
import { clientNetwork, networksOf } from "./client-address";

test.each([
  ["192.0.2.1", ["192.0.2.1"]],
  ["2001:db8:1:2:3:4:5:6", ["2001:db8:1::/48", "2001:db8:1:2::/64"]],
  ["2001:0DB8:0001:0002::1", ["2001:db8:1::/48", "2001:db8:1:2::/64"]],
  ["2001:db8::1", ["2001:db8:0::/48", "2001:db8:0:0::/64"]],
  ["::1", ["0:0:0::/48", "0:0:0:0::/64"]],
  ["fe80::1%en-0", ["fe80:0:0::/48", "fe80:0:0:0::/64"]],
  ["fe80::1%eth0", ["fe80:0:0::/48", "fe80:0:0:0::/64"]],
  ["unknown", ["unknown"]],
])("%s belongs to %j", (ip, networks) => {
  expect(networksOf(ip)).toEqual(networks);
  expect(clientNetwork(ip)).toBe(networks[0]);
});
