import type { ReactNode } from "react";

type Props = { label: string; inForce: string[]; children: ReactNode };

/** The rarer filters: folded on phones, where the line says which of them are on; as if nothing were here on wide screens. */
export function FilterFold({ label, inForce, children }: Props) {
  return (
    <details data-fold className="min-w-0">
      <summary className="min-h-11 cursor-pointer rounded-field py-2.5 font-semibold text-accent-strong wrap-anywhere">
        <span>{label}</span>
        {inForce.length > 0 && <span className="font-normal text-quiet">{` · ${inForce.join(" · ")}`}</span>}
      </summary>
      <div className="mt-3 grid gap-4 sm:contents">{children}</div>
    </details>
  );
}
