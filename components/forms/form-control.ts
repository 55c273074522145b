import { zodResolver } from "@hookform/resolvers/zod";
import { createFormControl, type FieldErrors, type FieldValues } from "react-hook-form";
import type { $ZodType } from "zod/v4/core";

export type FormSchema = $ZodType<FieldValues, FieldValues>;

export type FormControl = { validate(): Promise<boolean> };

/**
 * Attaches react-hook-form's core to a form that is on the page already; fetched on the first input,
 * so that the page stays small. It parses what the browser would send, so autofilled values and hidden fields
 * are validated exactly as on the server. `onErrors` gets the message codes of the schema by field.
 */
export function attachFormControl(
  form: HTMLFormElement,
  schema: FormSchema,
  onErrors: (codes: Record<string, string>) => void,
): FormControl {
  const resolver = zodResolver(schema);
  const control = createFormControl({
    resolver: (_values, context, options) => resolver(Object.fromEntries(new FormData(form)), context, options),
    reValidateMode: "onChange",
  });
  control.subscribe({ formState: { errors: true }, callback: ({ errors }) => onErrors(codesOf(errors ?? {})) });
  for (const input of form.querySelectorAll<HTMLInputElement>("input[name]:not([type=hidden])")) {
    const { ref, onChange, onBlur } = control.register(input.name);
    ref(input);
    input.addEventListener("input", onChange);
    input.addEventListener("blur", onBlur);
  }
  return {
    async validate() {
      let valid = false;
      await control.handleSubmit(() => {
        valid = true;
      })();
      return valid;
    },
  };
}

function codesOf(errors: FieldErrors): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).map(([name, error]) => [name, String(error?.message ?? "")]));
}
