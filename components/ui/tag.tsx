import type { ReactNode } from "react";

const LOOKS = {
  calm: "bg-accent-soft text-accent-strong",
  amber: "bg-amber-soft text-ink",
  danger: "bg-danger-soft text-danger",
  quiet: "bg-sunken text-quiet",
};

export type TagLook = keyof typeof LOOKS;

/** A word on the state of a thing in a list. */
export function Tag({ look, children }: { look: TagLook; children: ReactNode }) {
  return (
    <span
      className={`inline-block rounded-full border border-transparent px-2.5 py-0.5 text-sm font-semibold whitespace-nowrap ${LOOKS[look]}`}
    >
      {children}
    </span>
  );
}
