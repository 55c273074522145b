"use client";

import { type RefObject, useState } from "react";
import { Button } from "./button";
import { useHydrated } from "./hydrated";

type Props = {
  text: string;
  shown: RefObject<HTMLElement | null>;
  label: string;
  copied: string;
  failed: string;
  onCopied?: () => void;
};

/** Copies `text`. If the browser forbids it, selects the shown text for manual copying, and says so. */
export function CopyButton({ text, shown, label, copied, failed, onCopied }: Props) {
  const [outcome, setOutcome] = useState({ number: 0, text: "" });
  if (!useHydrated()) return null;

  async function copy() {
    const done = await copyText(text, shown.current);
    if (done) onCopied?.();
    else if (shown.current) getSelection()?.selectAllChildren(shown.current);
    setOutcome(({ number }) => ({ number: number + 1, text: done ? copied : failed }));
  }

  return (
    <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1">
      <Button variant="plain" onClick={copy}>
        {label}
      </Button>
      <span role="status" className="text-sm text-muted-foreground">
        {outcome.text && <span key={outcome.number}>{outcome.text}</span>}
      </span>
    </span>
  );
}

/**
 * Copies `text` to the clipboard; returns false on failure. Over plain http there is no `navigator.clipboard`: there
 * the browser's copy command is used, and counts as successful only if it has read the text.
 */
async function copyText(text: string, near: HTMLElement | null): Promise<boolean> {
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
