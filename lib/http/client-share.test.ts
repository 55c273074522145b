import { beforeEach, expect, test, vi } from "vitest";
import { UNKNOWN_ADDRESS } from "@/lib/platform/http/client-address";
import { THROTTLED_ANSWERS_AT_MOST, THROTTLED_ANSWERS_SECONDS } from "@/lib/policy";

let time = 0;
vi.spyOn(performance, "now").mockImplementation(() => time * 1000);
vi.mock("./deps", () => ({ getDeps: () => ({ config: { appUrl: "http://localhost:3000" } }) }));
const { isThrottledNetwork, recordThrottled } = await import("./client-share");

const from = (ip: string, cookie = "") => ({ "x-latchkey-client-ip": ip, cookie });
const goOn = (ip: (n: number) => string, times = THROTTLED_ANSWERS_AT_MOST) => {
  for (let n = 0; n < times; n++) recordThrottled(ip(n));
};

beforeEach(() => {
  time += 10 * THROTTLED_ANSWERS_SECONDS;
});

test("W18: a network that continues although it is throttled is refused before the queue for a minute, and no other is", () => {
  goOn(() => "192.0.2.1", THROTTLED_ANSWERS_AT_MOST - 1);
  expect(isThrottledNetwork(from("192.0.2.1"))).toBe(false);
  recordThrottled("192.0.2.1");
  expect(isThrottledNetwork(from("192.0.2.1"))).toBe(true);
  expect(isThrottledNetwork(from("192.0.2.2"))).toBe(false);
  time += THROTTLED_ANSWERS_SECONDS;
  expect(isThrottledNetwork(from("192.0.2.1"))).toBe(false);
});

test("W18: links of one site count together", () => {
  goOn((n) => `2001:db8:1:${n}::1`);
  expect(isThrottledNetwork(from("2001:db8:1:ffff::1"))).toBe(true);
  expect(isThrottledNetwork(from("2001:db8:2::1"))).toBe(false);
});

test("W18: a browser that has signed in before still queues", () => {
  goOn(() => "192.0.2.3");
  expect(isThrottledNetwork(from("192.0.2.3", "latchkey-browser_3000=abc"))).toBe(false);
});

test("W18: throttled answers far apart do not count as continuing", () => {
  for (let n = 0; n < THROTTLED_ANSWERS_AT_MOST; n++) {
    recordThrottled("192.0.2.4");
    time += THROTTLED_ANSWERS_SECONDS / 10;
  }
  expect(isThrottledNetwork(from("192.0.2.4"))).toBe(false);
});

test("W18: clients whose address is unknown are not refused together", () => {
  goOn(() => UNKNOWN_ADDRESS, 2 * THROTTLED_ANSWERS_AT_MOST);
  expect(isThrottledNetwork(from(UNKNOWN_ADDRESS))).toBe(false);
});
