"use client";

import { type RefObject, useState } from "react";
import { Button } from "./button";
import { copyText } from "./copy-text";
import { useHydrated } from "./use-hydrated";

type Props = {
  text: string;
  shown: RefObject<HTMLElement | null>;
  label: string;
  copied: string;
  failed: string;
  onCopied?: () => void;
};

/** Copies `text`. Where the browser forbids even that, selects what is shown, to be copied by hand, and says so. */
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
      <Button look="plain" onClick={copy}>
        {label}
      </Button>
      <span role="status" className="text-sm text-quiet">
        {outcome.text && <span key={outcome.number}>{outcome.text}</span>}
      </span>
    </span>
  );
}
