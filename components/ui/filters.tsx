import { type ComponentProps, type ReactNode, useId } from "react";

type CollapsibleFiltersProps = { label: string; inForce: string[]; children: ReactNode };

/** The rarer filters: collapsed on phones, with a summary of the active ones; always expanded on wide screens. */
export function CollapsibleFilters({ label, inForce, children }: CollapsibleFiltersProps) {
  return (
    <details data-fold className="min-w-0">
      <summary className="min-h-11 cursor-pointer rounded-field py-2.5 font-semibold text-accent-strong wrap-anywhere">
        <span>{label}</span>
        {inForce.length > 0 && <span className="font-normal text-muted-foreground">{` · ${inForce.join(" · ")}`}</span>}
      </summary>
      <div className="mt-3 grid gap-4 sm:contents">{children}</div>
    </details>
  );
}

type SelectProps = { label: string; options: [value: string, label: string][] } & Omit<ComponentProps<"select">, "id">;

/** A labelled native select. */
export function Select({ label, options, ...select }: SelectProps) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-semibold">
        {label}
      </label>
      <select
        id={id}
        className="min-h-12 w-full rounded-field border border-border bg-surface px-3 text-base focus-visible:outline-3 focus-visible:outline-offset-2 focus-visible:outline-accent"
        {...select}
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
