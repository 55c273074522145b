import type { ReactNode } from "react";

const LOOKS = { calm: "bg-accent-soft text-ink", danger: "bg-danger-soft text-danger", amber: "bg-amber-soft text-ink" };

/** A message about the whole page or form. `alert` is announced at once, `status` when the reader pauses. */
export function Notice({ look, role, children }: { look: keyof typeof LOOKS; role?: "alert" | "status"; children: ReactNode }) {
  return (
    <div role={role} className={`rounded-field border border-transparent px-4 py-3 wrap-anywhere ${LOOKS[look]}`}>
      {children}
    </div>
  );
}
