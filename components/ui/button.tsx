import type { ComponentProps } from "react";

const LOOKS = {
  accent: "bg-accent text-accent-ink hover:bg-accent-strong",
  amber: "bg-amber text-amber-ink hover:brightness-105",
  danger: "bg-danger text-surface hover:brightness-110",
  plain: "border border-edge bg-surface text-ink hover:bg-sunken",
  quiet: "text-ink hover:bg-sunken",
};

export type ButtonLook = keyof typeof LOOKS;

/** The look of a button, for links that stand beside buttons as well. At least 44 px high. */
export function buttonClass(look: ButtonLook): string {
  return `inline-flex min-h-11 items-center justify-center gap-2 rounded-field px-4 py-2 font-semibold transition-colors aria-disabled:cursor-progress aria-disabled:opacity-70 ${LOOKS[look]}`;
}

type Props = ComponentProps<"button"> & { look?: ButtonLook };

export function Button({ look = "accent", className = "", type = "button", ...rest }: Props) {
  return <button type={type} className={`${buttonClass(look)} ${className}`} {...rest} />;
}
