"use client";

import { type ReactNode, useEffect, useState } from "react";
import { Button, type ButtonVariant } from "@/components/ui/button";
import texts from "@/lib/i18n/messages/en.error.json";
import { SLOW_ANSWER_MS } from "@/lib/policy";

type Props = { pending: boolean; waiting?: boolean; children: ReactNode; pendingText: string; variant?: ButtonVariant; className?: string };

/**
 * Shows that the form is being sent, and that the answer is slow: after a while, or at once on another press. Stays
 * focusable then: `disabled` would move the focus to the top of the page.
 */
export function SubmitButton({ pending, waiting = false, children, pendingText, variant, className }: Props) {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    setSlow(false);
    if (!pending) return;
    const timer = setTimeout(() => setSlow(true), SLOW_ANSWER_MS);
    return () => clearTimeout(timer);
  }, [pending]);
  const slow = pending && isSlow;
  return (
    <>
      <Button
        type="submit"
        variant={variant}
        className={className}
        aria-disabled={pending || waiting}
        onClick={() => pending && setSlow(true)}
      >
        {pending ? (slow ? texts.slow : pendingText) : children}
      </Button>
      <span role="status" className="sr-only">
        {slow && texts.slow}
      </span>
    </>
  );
}
