import { expect, test } from "vitest";
import { setProcessState } from "@/lib/platform/process-state";
import * as names from "./cookie-names";

const { nameWithoutPort, linkCookieName, ...byConsole } = names;

/** Every name that a console at `appUrl` gives a cookie. */
function namesAt(appUrl: string): string[] {
  setProcessState("deps", { deps: { config: { appUrl } } });
  const own = Object.entries(byConsole).filter(([name]) => name.endsWith("CookieName"));
  return [...own.map(([, nameOf]) => String((nameOf as () => string)())), linkCookieName("abcdefghijkl")];
}

test("W24: consoles on different ports of a host share no cookie name", () => {
  const consoles = ["http://localhost:3000", "http://localhost:3001", "http://localhost", "https://localhost:8443", "https://localhost"];
  const all = consoles.flatMap(namesAt);
  expect(all).toHaveLength(consoles.length * 12);
  expect(new Set(all).size).toBe(all.length);
});

test("W24: at the default port names are unchanged", () => {
  expect(namesAt("https://console.example")).toEqual(expect.arrayContaining(["__Host-latchkey-session", "__Secure-latchkey-pass"]));
  expect(nameWithoutPort("__Host-latchkey-session_8443")).toBe("__Host-latchkey-session");
});

test("W11: a cookie set outside of Next has the attributes of a token", () => {
  namesAt("https://console.example");
  const attributes = ["Max-Age=60", "Path=/setup", "HttpOnly", "Secure", "SameSite=Lax"];
  const [pair, ...sent] = names.setCookieHeader("a", "T-_0", { path: "/setup", maxAge: 60 }).split("; ");
  expect([pair, sent.sort()]).toEqual(["a=T-_0", attributes.sort()]);
  namesAt("http://localhost:3000");
  expect(names.setCookieHeader("a", "b", { maxAge: 0 })).not.toContain("Secure");
});

test("a cookie is found by its whole name", () => {
  const sent = "other_a=1; a=; ab=2";
  expect(["a", "ab", "b", "other_a", "_a"].map((name) => names.hasCookie(sent, name))).toEqual([true, true, false, true, false]);
});
