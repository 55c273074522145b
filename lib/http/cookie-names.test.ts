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
  expect(all).toHaveLength(consoles.length * 11);
  expect(new Set(all).size).toBe(all.length);
});

test("W24: at the default port names are unchanged", () => {
  expect(namesAt("https://console.example")).toEqual(expect.arrayContaining(["__Host-latchkey-session", "__Secure-latchkey-pass"]));
  expect(nameWithoutPort("__Host-latchkey-session_8443")).toBe("__Host-latchkey-session");
});
