import type { ComponentProps } from "react";

const VARIANTS = {
  accent:
    "border-transparent bg-accent text-accent-ink hover:bg-accent-strong forced-colors:border-[Highlight] forced-colors:bg-[Highlight] forced-colors:text-[HighlightText] forced-colors:forced-color-adjust-none",
  amber: "border-transparent bg-amber text-amber-ink hover:brightness-105",
  danger: "border-transparent bg-danger text-surface hover:brightness-110",
  plain: "border-edge bg-surface text-ink hover:bg-sunken",
  quiet: "border-transparent text-ink hover:bg-sunken",
};

export type ButtonVariant = keyof typeof VARIANTS;

/** The look of a button, for links that stand beside buttons as well. At least 44 px high; transparent edges show in contrast themes. */
export function buttonClass(look: ButtonVariant): string {
  return `inline-flex min-h-11 items-center justify-center gap-2 rounded-field border px-4 py-2 font-semibold transition-colors aria-disabled:cursor-progress aria-disabled:opacity-70 ${VARIANTS[look]}`;
}

type Props = ComponentProps<"button"> & { look?: ButtonVariant };

export function Button({ look = "accent", className = "", type = "button", ...rest }: Props) {
  return <button type={type} className={`${buttonClass(look)} ${className}`} {...rest} />;
}
