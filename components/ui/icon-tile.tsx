import type { ReactNode } from "react";

const VARIANTS = { quiet: "bg-muted text-muted-foreground", amber: "bg-amber-soft text-foreground" };

/** The icon of a row: decorative, as the text beside it says the same. */
export function IconTile({ variant = "quiet", children }: { variant?: keyof typeof VARIANTS; children: ReactNode }) {
  return (
    <span
      aria-hidden="true"
      className={`grid size-9 shrink-0 place-items-center rounded-full border border-transparent [&>svg]:size-[1.125rem] ${VARIANTS[variant]}`}
    >
      {children}
    </span>
  );
}
