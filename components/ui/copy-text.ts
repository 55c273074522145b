/**
 * Puts `text` into the clipboard; false when that has not happened. Over plain http there is no `navigator.clipboard`: there
 * the browser's copy command is used, and believed only when it has asked for the text.
 */
export async function copyText(text: string, near: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text, near ?? document.body);
  }
}

/** The command copies a selection: one beside what is shown, as a dialog lets nothing outside of it be selected. */
function copyByCommand(text: string, near: HTMLElement): boolean {
  const focused = document.activeElement;
  const source = document.createElement("textarea");
  source.value = text;
  source.readOnly = true;
  source.className = "sr-only";
  near.after(source);
  let handedOver = false;
  const onCopy = (event: ClipboardEvent) => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    handedOver = event.clipboardData !== null;
  };
  source.addEventListener("copy", onCopy);
  source.select();
  try {
    return document.execCommand("copy") && handedOver;
  } catch {
    return false;
  } finally {
    source.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
