"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import type { FormState } from "@/lib/http/form-state";
import type { Messages } from "@/lib/i18n/messages";

/** A newly issued link, with its texts. */
type IssuedLink = { link: string; userId: string; created: string; description: string; mail: string | null };

/** `made`: replaces the form after success. */
export type LinkFormState = FormState & { made?: IssuedLink };

type OneTimeLinkProps = { made: IssuedLink; texts: Messages["invitation"]["link"]; children: ReactNode };

/** The link, shown only in the response to the form that issued it; `children` lead on from there. */
export function OneTimeLink({ made, texts, children }: OneTimeLinkProps) {
  const shown = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section aria-labelledby="one-time-link" className="grid gap-4">
      <div role="status">
        <p className="font-semibold">{made.created}</p>
        {made.mail && <p>{made.mail}</p>}
      </div>
      <h2 id="one-time-link" ref={heading} tabIndex={-1} className="text-lg font-semibold tracking-tight">
        {texts.heading}
      </h2>
      <p className="text-muted-foreground">{made.description}</p>
      <code
        ref={shown}
        data-testid="one-time-link"
        className="rounded-field border border-transparent bg-muted p-4 font-mono text-sm wrap-anywhere"
      >
        {made.link}
      </code>
      <CopyButton text={made.link} shown={shown} label={texts.copy} copied={texts.copied} failed={texts.copyFailed} />
      <div className="flex flex-wrap gap-3">{children}</div>
    </section>
  );
}
