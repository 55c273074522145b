import type { ReactNode } from "react";

const VARIANTS = { calm: "bg-accent-soft text-ink", danger: "bg-danger-soft text-danger", amber: "bg-amber-soft text-ink" };

/** A message about the whole page or form. `alert` is announced at once, `status` when the reader pauses. */
export function Notice({ look, role, children }: { look: keyof typeof VARIANTS; role?: "alert" | "status"; children: ReactNode }) {
  return (
    <div role={role} className={`rounded-field border border-transparent px-4 py-3 wrap-anywhere ${VARIANTS[look]}`}>
      {children}
    </div>
  );
}

/** What is wrong with the whole form, announced, and the same again as a new element; nothing while all is well. */
export function FormError({ text, outcome }: { text: string | undefined; outcome: number | string }) {
  if (!text) return null;
  return (
    <Notice key={outcome} look="danger" role="alert">
      {text}
    </Notice>
  );
}
