import { type ComponentProps, useId } from "react";
import { FieldError } from "./field-error";
import { FieldWait, type WaitShown } from "./field-wait";

/** `outcome` numbers the answers that the form has had. */
export type FieldProps = { name: string; error?: string; defaultValue?: string; wait?: WaitShown; outcome?: number | string };

/** `aside`: a short remark on the row of the label. */
type Props = FieldProps & { label: string; aside?: string; hint?: string } & Omit<ComponentProps<"input">, "name" | "id">;

/** A labelled input with its hint and its error. Without JavaScript the browser puts the focus on the field in error. */
export function Field({ label, aside, hint, error, wait, outcome, className = "", ...input }: Props) {
  const id = useId();
  const describedBy = [aside && `${id}-aside`, hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="grid gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <label htmlFor={id} className="font-semibold">
          {label}
        </label>
        {aside && (
          <span id={`${id}-aside`} className="text-sm font-medium text-accent-strong">
            {aside}
          </span>
        )}
      </div>
      <input
        id={id}
        className={`min-h-12 w-full rounded-field border border-edge bg-surface px-3.5 text-base aria-invalid:border-2 aria-invalid:border-danger ${className}`}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy || undefined}
        // biome-ignore lint/a11y/noAutofocus: to the field in error, after the person has pressed the button
        autoFocus={Boolean(error)}
        {...input}
      />
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-quiet">
          {hint}
        </p>
      )}
      <FieldError id={`${id}-error`} text={error} outcome={outcome} />
      <FieldWait wait={wait} outcome={outcome} />
    </div>
  );
}
