"use client";

import Form from "next/form";
import { useRouter } from "next/navigation";
import { type ComponentProps, type FormEvent, type ReactNode, useCallback, useEffect, useId, useLayoutEffect, useRef } from "react";

type Control = HTMLInputElement | HTMLSelectElement;

/** `shown`: the filters of the displayed list, by the names of the fields. `asYouType`: its search fields filter while one types. */
type Props = { shown: Record<string, string | undefined>; action: string; asYouType?: boolean } & Omit<
  ComponentProps<typeof Form>,
  "ref" | "action"
>;

/** Long enough to type on, short enough to see the list follow. */
const TYPING_PAUSE_MS = 250;

/**
 * A GET form above a list. When a new list arrives the fields show its filters, except those that were changed
 * since it was requested: a later choice wins over an earlier answer.
 */
export function FilterForm({ shown, asYouType = false, children, ...form }: Props) {
  const { action } = form;
  const router = useRouter();
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  const ref = useRef<HTMLFormElement>(null);
  const changed = useRef(new Set<string>());
  const requested = JSON.stringify(shown);
  const before = useRef(requested);

  useLayoutEffect(() => {
    if (before.current === requested) return;
    before.current = requested;
    const answer: Props["shown"] = JSON.parse(requested);
    for (const control of ref.current?.querySelectorAll<Control>("input[name], select[name]") ?? []) {
      if (!changed.current.has(control.name)) show(control, answer[control.name] ?? "");
    }
    if (changed.current.size === 0) ref.current?.querySelector("details")?.removeAttribute("open");
  }, [requested]);

  const forgetChanges = useCallback(() => {
    clearTimeout(pause.current);
    changed.current.clear();
  }, []);

  // A link or a step in the history also requests another list.
  useEffect(() => {
    const onClick = ({ target }: MouseEvent) => (target as Element).closest("a[href]") && forgetChanges();
    document.addEventListener("click", onClick);
    window.addEventListener("popstate", forgetChanges);
    return () => {
      clearTimeout(pause.current);
      document.removeEventListener("click", onClick);
      window.removeEventListener("popstate", forgetChanges);
    };
  }, [forgetChanges]);

  /** The field being typed in counts as changed until another list is requested in another way: its text is the latest there is. */
  const search = () => ref.current && router.replace(`${action}${queryOf(ref.current)}`, { scroll: false });
  const onChange = ({ target }: FormEvent<HTMLFormElement>) => {
    const control = target as unknown as Control;
    changed.current.add(control.name);
    if (!asYouType || control.type !== "search") return;
    clearTimeout(pause.current);
    pause.current = setTimeout(search, TYPING_PAUSE_MS);
  };
  return (
    <Form {...form} ref={ref} onSubmit={forgetChanges} onChange={onChange}>
      {children}
    </Form>
  );
}

/** Writing the same text again would move the cursor, and break an input method off. */
function show(control: Control, value: string): void {
  if (control.value !== value) control.value = value;
}

/** The query that the form would send, without its empty fields. */
function queryOf(form: HTMLFormElement): string {
  const filled = [...new FormData(form)].filter((entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "");
  return filled.length > 0 ? `?${new URLSearchParams(filled)}` : "";
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

type FilterFieldProps = { label: string; hint?: string } & Omit<ComponentProps<"input">, "id" | "className">;

/** A labeled input, as compact as the selects beside it. */
export function FilterField({ label, hint, ...input }: FilterFieldProps) {
  const id = useId();
  return (
    <div className="grid min-w-0 gap-1">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      <input id={id} aria-describedby={hint ? `${id}-hint` : undefined} className={CONTROL} {...input} />
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted-foreground lg:sr-only">
          {hint}
        </p>
      )}
    </div>
  );
}

const CONTROL =
  "min-h-11 w-full min-w-0 rounded-field border border-border bg-surface px-3 text-base focus-visible:outline-3 focus-visible:outline-offset-2 focus-visible:outline-accent";

type SelectProps = { label: string; options: [value: string, label: string][] } & Omit<ComponentProps<"select">, "id">;

/** A labeled native select. */
export function Select({ label, options, ...select }: SelectProps) {
  const id = useId();
  return (
    <div className="grid min-w-0 gap-1">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      <select id={id} className={CONTROL} {...select}>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
