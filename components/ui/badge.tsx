import type { ReactNode } from "react";

/** A tick, and the hands of a clock. */
const BADGE_VARIANTS = {
  calm: { colors: "bg-accent-soft text-accent-strong", mark: "m3 8.5 3.2 3.2L13 5" },
  amber: { colors: "bg-amber-soft text-foreground", mark: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 5v3.2l2 1.4" },
};

export function Badge({ variant = "calm", children }: { variant?: keyof typeof BADGE_VARIANTS; children: ReactNode }) {
  const { colors, mark } = BADGE_VARIANTS[variant];
  return (
    <span className={`inline-flex items-center gap-1.5 rounded-full border border-transparent px-3 py-1 text-sm font-semibold ${colors}`}>
      <svg
        viewBox="0 0 16 16"
        className="size-3.5"
        fill="none"
        stroke="currentColor"
        strokeWidth={variant === "calm" ? 2.5 : 1.8}
        strokeLinecap="round"
        aria-hidden="true"
      >
        <path d={mark} />
      </svg>
      <span>{children}</span>
    </span>
  );
}

const TAG_VARIANTS = {
  calm: "bg-accent-soft text-accent-strong",
  amber: "bg-amber-soft text-foreground",
  danger: "bg-danger-soft text-danger",
  quiet: "bg-muted text-muted-foreground",
};

export type TagVariant = keyof typeof TAG_VARIANTS;

/** The state of an item in a list; the icon repeats it for those who do not tell the colors apart. */
export function Tag({ variant, icon, children }: { variant: TagVariant; icon?: ReactNode; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-full border border-transparent px-2.5 py-0.5 text-sm font-semibold sm:whitespace-nowrap max-sm:px-2 max-sm:text-xs [&_svg]:size-3.5 [&_svg]:shrink-0 ${TAG_VARIANTS[variant]}`}
    >
      {icon}
      <span>{children}</span>
    </span>
  );
}
