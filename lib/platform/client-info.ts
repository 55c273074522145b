import { UAParser } from "ua-parser-js";

/** The client of a request, as shown to users and stored in the audit log. `locale`: the language that the browser shows, for emails. */
export type ClientInfo = { ip: string; userAgent: string; locale?: string };

/** A browser and system such as `Firefox 128` on `Windows 10`, else `Unknown browser`, `Unknown system`. */
export type BrowserDescription = { browser: string; system: string };

const LONGEST = 40;

/**
 * Reads a `User-Agent` header. The header is untrusted and appears in emails: only letters, digits and a little
 * punctuation pass, so that it cannot hold an address or a message.
 */
export function describeUserAgent(userAgent: string): BrowserDescription {
  const { browser, os } = new UAParser(userAgent).getResult();
  const [major] = (browser.version ?? "").split(".");
  return {
    browser: words(browser.name, major) || "Unknown browser",
    system: words(os.name, systemVersion(os.name, os.version)) || "Unknown system",
  };
}

export type DeviceKind = "computer" | "phone" | "tablet" | "unknown";

/** Returns what kind of device a `User-Agent` header names. A tablet that presents itself as a computer is one here. */
export function deviceKind(userAgent: string): DeviceKind {
  const { device, os } = new UAParser(userAgent).getResult();
  if (device.type === "mobile") return "phone";
  if (device.type === "tablet") return "tablet";
  return os.name ? "computer" : "unknown";
}

/** Browsers froze the version of macOS at 10.15 and hide Linux's: a number there would be wrong. */
function systemVersion(name: string | undefined, version: string | undefined): string | undefined {
  return name === "Windows" || name === "Android" || name === "iOS" ? version?.split(".").slice(0, 2).join(".") : undefined;
}

function words(...parts: (string | undefined)[]): string {
  const text = parts.filter(Boolean).join(" ");
  return /^[\p{L}\p{N} .()+-]+$/u.test(text) && !/\p{L}\.\p{L}/u.test(text) ? text.slice(0, LONGEST) : "";
}
