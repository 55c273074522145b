/** Entered or ticked and not sent: fields that differ from what the server wrote into them. Backup codes have a guard of their own. */
export function isUnsaved(root: HTMLElement): boolean {
  return [...root.querySelectorAll<HTMLInputElement>("form input[name]")].some(differs);
}

/** A half-typed code is not worth a question. */
function differs(input: HTMLInputElement): boolean {
  if (input.type === "hidden" || input.readOnly || input.disabled || input.autocomplete === "one-time-code") return false;
  return input.type === "checkbox" ? input.checked !== input.defaultChecked : input.value !== input.defaultValue;
}
