import type { Config } from "tailwindcss";

const token = (name: string) => `var(--${name})`;

/** Names for the design tokens of app/globals.css, where every colour has its light and its dark value. */
export default {
  content: ["./app/**/*.tsx", "./components/**/*.tsx"],
  theme: {
    extend: {
      colors: {
        ground: token("ground"),
        surface: token("surface"),
        sunken: token("sunken"),
        line: token("line"),
        edge: token("edge"),
        ink: token("ink"),
        quiet: token("quiet"),
        accent: { DEFAULT: token("accent"), strong: token("accent-strong"), soft: token("accent-soft"), ink: token("accent-ink") },
        amber: { DEFAULT: token("amber"), soft: token("amber-soft"), ink: token("amber-ink") },
        danger: { DEFAULT: token("danger"), soft: token("danger-soft") },
        panel: { DEFAULT: token("panel"), ink: token("panel-ink"), quiet: token("panel-quiet"), line: token("panel-line") },
      },
      fontFamily: {
        sans: ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif"],
        mono: ["ui-monospace", "SF Mono", "Cascadia Mono", "Roboto Mono", "Liberation Mono", "monospace"],
      },
      borderRadius: { field: "0.625rem", card: "1rem" },
      boxShadow: { card: token("shadow-card"), float: token("shadow-float") },
    },
  },
} satisfies Config;
