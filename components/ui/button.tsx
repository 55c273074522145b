import type { ComponentProps } from "react";

const VARIANTS = {
  accent:
    "border-transparent bg-accent text-accent-foreground hover:bg-accent-strong forced-colors:border-[Highlight] forced-colors:bg-[Highlight] forced-colors:text-[HighlightText] forced-colors:forced-color-adjust-none",
  amber: "border-transparent bg-amber text-amber-foreground hover:brightness-105",
  danger: "border-transparent bg-danger text-surface hover:brightness-110",
  plain: "border-border bg-surface text-foreground hover:bg-muted",
  quiet: "border-transparent text-foreground hover:bg-muted",
};

export type ButtonVariant = keyof typeof VARIANTS;

/** The style of a button, also for links beside buttons. At least 44 px high; transparent borders show in contrast themes. */
export function buttonClass(variant: ButtonVariant): string {
  return `inline-flex min-h-11 items-center justify-center gap-2 rounded-field border px-4 py-2 font-semibold transition-colors aria-disabled:cursor-progress aria-disabled:opacity-70 ${VARIANTS[variant]}`;
}

type Props = ComponentProps<"button"> & { variant?: ButtonVariant };

export function Button({ variant = "accent", className = "", type = "button", ...rest }: Props) {
  return <button type={type} className={`${buttonClass(variant)} ${className}`} {...rest} />;
}
