"use client";

import { type RefObject, useState } from "react";
import { Button } from "./button";
import { useHydrated } from "./use-hydrated";

type Props = { text: string; shown: RefObject<HTMLElement | null>; label: string; copied: string; failed: string };

/** Copies `text`. Where the browser forbids that (plain http), selects what is shown, to be copied by hand. */
export function CopyButton({ text, shown, label, copied, failed }: Props) {
  const [outcome, setOutcome] = useState("");
  if (!useHydrated()) return null;

  async function copy() {
    const done = await writeClipboard(text);
    if (!done && shown.current) getSelection()?.selectAllChildren(shown.current);
    setOutcome(done ? copied : failed);
  }

  return (
    <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1">
      <Button look="plain" onClick={copy}>
        {label}
      </Button>
      <span role="status" className="text-sm text-quiet">
        {outcome}
      </span>
    </span>
  );
}

async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
