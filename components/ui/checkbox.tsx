import { type ComponentProps, type ReactNode, useId } from "react";
import { Notice } from "./notice";

type Props = { label: string; hint?: string; warning?: ReactNode } & Omit<ComponentProps<"input">, "type" | "id">;

export function Checkbox({ label, hint, warning, ...input }: Props) {
  const id = useId();
  const describedBy = [hint && `${id}-hint`, warning && `${id}-warning`].filter(Boolean).join(" ");
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="flex min-h-11 items-center gap-3 py-2.5 font-medium has-disabled:text-quiet">
        <input id={id} type="checkbox" className="size-5 shrink-0 accent-accent" aria-describedby={describedBy || undefined} {...input} />
        <span className="min-w-0">{label}</span>
      </label>
      {hint && (
        <p id={`${id}-hint`} className="-mt-1 pl-8 text-sm text-quiet">
          {hint}
        </p>
      )}
      {warning && (
        <div id={`${id}-warning`} className="mt-1 sm:ml-8">
          <Notice look="amber">{warning}</Notice>
        </div>
      )}
    </div>
  );
}
