import type { CSSProperties } from "react";

type Shade = { light: string; dark: string };

/** The design tokens of app/globals.css, by value: mail programs know no custom properties. */
const TOKENS = {
  background: { light: "#f6f5f1", dark: "#12161a" },
  surface: { light: "#ffffff", dark: "#1a2026" },
  muted: { light: "#efede7", dark: "#11161b" },
  divider: { light: "#e0ddd3", dark: "#2c353d" },
  foreground: { light: "#1b2521", dark: "#e9efec" },
  mutedForeground: { light: "#5a635e", dark: "#a3b0ab" },
  accent: { light: "#146152", dark: "#7fd6bb" },
  accentForeground: { light: "#ffffff", dark: "#06231c" },
  amberSoft: { light: "#fdf2d8", dark: "#35290f" },
} satisfies Record<string, Shade>;

type Look = { color?: Shade; backgroundColor?: Shade; borderColor?: Shade };

/**
 * Every ground of a text sets the color of the text as well, so that a mail program that changes one of the two for its dark mode, or
 * knows no dark mode, leaves both readable.
 */
const LOOKS = {
  page: { color: TOKENS.foreground, backgroundColor: TOKENS.background },
  brand: { color: TOKENS.foreground },
  mark: { backgroundColor: TOKENS.accent },
  keyhole: { backgroundColor: TOKENS.background },
  card: { color: TOKENS.foreground, backgroundColor: TOKENS.surface, borderColor: TOKENS.divider },
  text: { color: TOKENS.foreground },
  quiet: { color: TOKENS.mutedForeground },
  code: { color: TOKENS.foreground, backgroundColor: TOKENS.muted, borderColor: TOKENS.divider },
  label: { color: TOKENS.mutedForeground, borderColor: TOKENS.divider },
  fact: { color: TOKENS.foreground, borderColor: TOKENS.divider },
  button: { color: TOKENS.accentForeground, backgroundColor: TOKENS.accent },
  note: { color: TOKENS.foreground, backgroundColor: TOKENS.amberSoft },
} satisfies Record<string, Look>;

type LookName = keyof typeof LOOKS;

/** The colors of an element: in its style for light, by its class for dark. */
export function look(name: LookName, layout: CSSProperties = {}): { className: string; style: CSSProperties } {
  const colors = Object.fromEntries(shadesOf(name).map(([property, { light }]) => [property, light]));
  return { className: className(name), style: { ...layout, ...colors } };
}

const CSS_NAMES = { color: "color", backgroundColor: "background-color", borderColor: "border-color" };

/** For the head: programs that choose dark colors by a media query get those of the product. */
export const DARK_STYLES = `:root{color-scheme:light dark}@media (prefers-color-scheme:dark){${lookNames().map(darkRule).join("")}}`;

function lookNames(): LookName[] {
  return Object.keys(LOOKS) as LookName[];
}

function darkRule(name: LookName): string {
  const colors = shadesOf(name).map(([property, { dark }]) => `${CSS_NAMES[property]}:${dark} !important`);
  return `.${className(name)}{${colors.join(";")}}`;
}

function shadesOf(name: LookName): [keyof Look, Shade][] {
  return Object.entries(LOOKS[name]) as [keyof Look, Shade][];
}

/** With a prefix, as webmail puts the email into a page with classes of its own. */
function className(name: LookName): string {
  return `email-${name}`;
}
