import type { ComponentProps } from "react";

type Props = { outcome: number | string; text: string | undefined; className?: string } & Pick<ComponentProps<"span">, "tabIndex">;

/**
 * Says what has been done when the reader pauses. The region stays, and each outcome is an element of its own in it; with a
 * `tabIndex` it can take the focus of a form that it replaces (use-swap-focus.ts).
 */
export function Announcement({ outcome, text, className, tabIndex }: Props) {
  return (
    <p role="status" className={className}>
      {text && (
        <span key={outcome} tabIndex={tabIndex} data-swap-focus={tabIndex === undefined ? undefined : true} className="rounded-field">
          {text}
        </span>
      )}
    </p>
  );
}
