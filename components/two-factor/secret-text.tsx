"use client";

import { useRef } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import type { Messages } from "@/lib/i18n/messages";

/** The secret in groups of four, as it is typed by hand; copied without the gaps. */
export function SecretText({ secret, texts }: { secret: string; texts: Messages["enrolment"]["form"] }) {
  const shown = useRef<HTMLElement>(null);
  return (
    <div>
      <p className="text-sm text-quiet">{texts.secretLead}</p>
      <code
        ref={shown}
        translate="no"
        className="mt-2 mb-3 block rounded-field border border-transparent bg-sunken px-3 py-2.5 font-mono text-[0.95rem] leading-7"
      >
        {secret.match(/.{1,4}/g)?.join(" ")}
      </code>
      <CopyButton text={secret} shown={shown} label={texts.copy} copied={texts.copied} failed={texts.copyFailed} />
    </div>
  );
}
