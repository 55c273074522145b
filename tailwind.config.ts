import type { Config } from "tailwindcss";

const token = (name: string) => `var(--${name})`;

/** Names for the design tokens of app/globals.css, where every color has its light and its dark value. */
export default {
  content: ["./app/**/*.tsx", "./components/**/*.tsx"],
  theme: {
    extend: {
      colors: {
        background: token("background"),
        surface: token("surface"),
        muted: token("muted"),
        divider: token("divider"),
        border: token("border"),
        foreground: token("foreground"),
        "muted-foreground": token("muted-foreground"),
        accent: {
          DEFAULT: token("accent"),
          strong: token("accent-strong"),
          soft: token("accent-soft"),
          foreground: token("accent-foreground"),
        },
        amber: { DEFAULT: token("amber"), soft: token("amber-soft"), foreground: token("amber-foreground") },
        danger: { DEFAULT: token("danger"), soft: token("danger-soft") },
        panel: {
          DEFAULT: token("panel"),
          foreground: token("panel-foreground"),
          "muted-foreground": token("panel-muted-foreground"),
          divider: token("panel-divider"),
        },
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
