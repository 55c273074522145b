"use client";

import Form from "next/form";
import { type ComponentProps, type FormEvent, useEffect, useLayoutEffect, useRef } from "react";

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
