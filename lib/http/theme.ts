import * as z from "zod/mini";
import { isHttps, themeCookieName } from "./cookie-names";
import { readCookie, setCookie } from "./cookies";

const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];

const ONE_YEAR_SECONDS = 365 * 24 * 60 * 60;

const themeSchema = z.catch(z.enum(THEMES), "system");

/** Returns the theme chosen in this browser. */
export async function readTheme(): Promise<Theme> {
  return themeSchema.parse(await readCookie(themeCookieName));
}

/** A plain preference, neither secret nor token. Invalid values mean `system`. */
export async function writeTheme(value: unknown): Promise<void> {
  await setCookie(themeCookieName(), themeSchema.parse(value), {
    path: "/",
    sameSite: "lax",
    secure: isHttps(),
    httpOnly: true,
    maxAge: ONE_YEAR_SECONDS,
  });
}
