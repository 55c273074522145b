import { type ComponentProps, type ReactNode, useId } from "react";
import { Notice } from "@/components/ui/notice";
import { RetryCountdown, type RetryView } from "./countdown";

/** `outcome` numbers the form's answers. */
export type FieldProps = { name: string; error?: string; defaultValue?: string; retry?: RetryView; outcome?: number | string };

/** `aside`: a short remark on the row of the label; `trailing`: a button at the end of the input. */
export type LabeledFieldProps = FieldProps & { label: string; aside?: ReactNode; hint?: string; trailing?: ReactNode } & Omit<
    ComponentProps<"input">,
    "name" | "id"
  >;

/** A labeled input with its hint and its error. Without JavaScript the browser puts the focus on the field in error. */
export function Field({ label, aside, hint, trailing, error, retry, outcome, className = "", ...input }: LabeledFieldProps) {
  const id = useId();
  const describedBy = [aside && `${id}-aside`, hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="grid gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <label htmlFor={id} className="min-w-0 font-semibold wrap-anywhere">
          {label}
        </label>
        {aside && (
          <span id={`${id}-aside`} className="text-sm font-medium text-accent-strong">
            {aside}
          </span>
        )}
      </div>
      <div className="relative">
        <input
          id={id}
          className={`min-h-12 w-full rounded-field border border-border bg-surface px-3.5 text-base aria-invalid:border-2 aria-invalid:border-danger ${className}`}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy || undefined}
          // biome-ignore lint/a11y/noAutofocus: to the field in error, after the user has pressed the button
          autoFocus={Boolean(error)}
          {...input}
        />
        {trailing}
      </div>
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted-foreground">
          {hint}
        </p>
      )}
      <FieldError id={`${id}-error`} text={error} outcome={outcome} />
      <RetryCountdown retry={retry} outcome={outcome} />
    </div>
  );
}

/** The error of a field, announced when it appears: `outcome` makes a repeated error a new element. */
export function FieldError({ id, text, outcome }: { id: string; text?: string; outcome?: number | string }) {
  if (!text) return null;
  return (
    <p key={outcome} id={id} role="alert" className="flex gap-2 text-sm font-medium text-danger">
      <svg viewBox="0 0 16 16" className="mt-0.5 size-4 shrink-0" aria-hidden="true">
        <path fill="currentColor" d="M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm-.9 3.2.2 5h1.4l.2-5Zm.9 6.2a1 1 0 1 0 0 2 1 1 0 0 0 0-2Z" />
      </svg>
      <span className="min-w-0">{text}</span>
    </p>
  );
}

type CodeFieldProps = FieldProps & { label: string; placeholder: string; hint?: string; aside?: string } & Pick<
    ComponentProps<"input">,
    "ref" | "autoFocus" | "required" | "inputMode" | "autoComplete" | "autoCapitalize" | "aria-required"
  >;

/**
 * One real input for a code. Letters are allowed for backup codes, and nothing cuts a paste short: the server drops
 * spaces and dashes. Phones offer the code they know (`one-time-code`).
 */
export function CodeField(props: CodeFieldProps) {
  return (
    <Field
      required
      type="text"
      inputMode="text"
      autoComplete="one-time-code"
      autoCapitalize="characters"
      autoCorrect="off"
      spellCheck={false}
      className="font-mono text-lg tabular-nums placeholder:font-sans placeholder:text-base"
      {...props}
    />
  );
}

type CheckboxProps = { label: string; hint?: string; warning?: ReactNode } & Omit<ComponentProps<"input">, "type" | "id">;

export function Checkbox({ label, hint, warning, ...input }: CheckboxProps) {
  const id = useId();
  const describedBy = [hint && `${id}-hint`, warning && `${id}-warning`].filter(Boolean).join(" ");
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="flex min-h-11 items-center gap-3 py-2.5 font-medium has-disabled:text-muted-foreground">
        <input id={id} type="checkbox" className="size-5 shrink-0 accent-accent" aria-describedby={describedBy || undefined} {...input} />
        <span className="min-w-0">{label}</span>
      </label>
      {hint && (
        <p id={`${id}-hint`} className="-mt-1 ps-8 text-sm text-muted-foreground">
          {hint}
        </p>
      )}
      {warning && (
        <div id={`${id}-warning`} className="mt-1 sm:ms-8">
          <Notice variant="amber">{warning}</Notice>
        </div>
      )}
    </div>
  );
}
