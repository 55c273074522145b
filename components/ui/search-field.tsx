"use client";

import { Search } from "lucide-react";
import { type ComponentProps, useEffect, useId, useRef } from "react";

type Props = { name: string; label: string; hint: string } & Omit<ComponentProps<"input">, "id" | "type" | "className">;

/** The search box above a list. The key `/` moves the focus to it, unless something is being typed or a dialog is open. */
export function SearchField({ label, hint, ...input }: Props) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      field.current?.select();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  return (
    <div className="grid min-w-0 gap-1">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      <div className="relative">
        <Search aria-hidden="true" className="pointer-events-none absolute start-3 top-1/2 size-4 -translate-y-1/2 text-muted-foreground" />
        <input
          ref={field}
          id={id}
          type="search"
          aria-describedby={`${id}-hint`}
          aria-keyshortcuts="/"
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          className="min-h-11 w-full rounded-field border border-border bg-surface ps-9 pe-3 text-base"
          {...input}
        />
      </div>
      <p id={`${id}-hint`} className="text-sm text-muted-foreground">
        {hint}
      </p>
    </div>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, select, textarea"));
}
