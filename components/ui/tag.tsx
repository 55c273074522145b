import type { ReactNode } from "react";

const VARIANTS = {
  calm: "bg-accent-soft text-accent-strong",
  amber: "bg-amber-soft text-foreground",
  danger: "bg-danger-soft text-danger",
  quiet: "bg-muted text-muted-foreground",
};

export type TagVariant = keyof typeof VARIANTS;

/** The state of an item; the icon repeats it for those who do not tell the colors apart. */
export function Tag({ variant, icon, children }: { variant: TagVariant; icon?: ReactNode; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-full border border-transparent px-2.5 py-0.5 text-sm font-semibold sm:whitespace-nowrap max-sm:px-2 max-sm:text-xs [&_svg]:size-3.5 [&_svg]:shrink-0 ${VARIANTS[variant]}`}
    >
      {icon}
      <span>{children}</span>
    </span>
  );
}
