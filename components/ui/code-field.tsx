import type { ComponentProps } from "react";
import type { FieldProps } from "./field";
import { Field } from "./field";

type Props = FieldProps & { label: string; placeholder: string; hint?: string; aside?: string } & Pick<
    ComponentProps<"input">,
    "autoFocus" | "required" | "inputMode" | "autoCapitalize" | "aria-required"
  >;

/**
 * One real input for a code. Letters are allowed for backup codes, and nothing cuts a paste short: the server drops
 * spaces and dashes. Phones offer the code they know (`one-time-code`).
 */
export function CodeField(props: Props) {
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
