"use client";

import Form from "next/form";
import { type ComponentProps, type FormEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef } from "react";

type Control = HTMLInputElement | HTMLSelectElement;

/** `shown`: the filters of the displayed list, by the names of the fields. */
type Props = { shown: Record<string, string | undefined> } & Omit<ComponentProps<typeof Form>, "ref">;

/**
 * A GET form above a list. When a new list arrives the fields show its filters, except those that were changed
 * since it was requested: a later choice wins over an earlier answer.
 */
export function FilterForm({ shown, children, ...form }: Props) {
  const ref = useRef<HTMLFormElement>(null);
  const changed = useRef(new Set<string>());
  const requested = JSON.stringify(shown);
  const before = useRef(requested);

  useLayoutEffect(() => {
    if (before.current === requested) return;
    before.current = requested;
    const answer: Props["shown"] = JSON.parse(requested);
    for (const control of ref.current?.querySelectorAll<Control>("input[name], select[name]") ?? []) {
      if (!changed.current.has(control.name)) control.value = answer[control.name] ?? "";
    }
    if (changed.current.size === 0) ref.current?.querySelector("details")?.removeAttribute("open");
  }, [requested]);

  // A link or a step in the history also requests another list.
  useEffect(() => {
    const ask = () => changed.current.clear();
    const onClick = ({ target }: MouseEvent) => (target as Element).closest("a[href]") && ask();
    document.addEventListener("click", onClick);
    window.addEventListener("popstate", ask);
    return () => {
      document.removeEventListener("click", onClick);
      window.removeEventListener("popstate", ask);
    };
  }, []);

  const onChange = ({ target }: FormEvent<HTMLFormElement>) => changed.current.add((target as unknown as Control).name);
  return (
    <Form {...form} ref={ref} onSubmit={() => changed.current.clear()} onChange={onChange}>
      {children}
    </Form>
  );
}

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

/** A labeled native select. */
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
