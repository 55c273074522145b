import type { ReactNode } from "react";
import { Button, type ButtonLook } from "./button";

type Props = { pending: boolean; waiting?: boolean; children: ReactNode; pendingText: string; look?: ButtonLook; className?: string };

/** Says what is happening while it happens. Stays focusable then: `disabled` would throw the focus to the top of the page. */
export function SubmitButton({ pending, waiting = false, children, pendingText, look, className }: Props) {
  return (
    <Button type="submit" look={look} className={className} aria-disabled={pending || waiting}>
      {pending ? pendingText : children}
    </Button>
  );
}
