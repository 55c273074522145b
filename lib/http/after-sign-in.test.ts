import { expect, test, vi } from "vitest";

vi.mock("next/headers", () => ({ cookies: async () => ({ has: () => false }), headers: async () => new Headers() }));
vi.mock("./deps", () => ({ getDeps: () => ({ config: { appUrl: "http://localhost:3000", forwardAuth: { origins: [] } } }) }));
const { checkedAddress } = await import("./after-sign-in");

test.each(["__proto__", "__defineGetter__", "constructor", "nothing", "", null])(
  "W14: the cookie check answers the invalid step %j with the sign-in page",
  async (step) => {
    expect(await checkedAddress(step, "/settings")).toBe("/login?next=%2Fsettings&notice=cookies-not-kept");
  },
);
