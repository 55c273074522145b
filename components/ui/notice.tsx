import { Children, type ReactNode } from "react";

const VARIANTS = { calm: "bg-accent-soft text-foreground", danger: "bg-danger-soft text-danger", amber: "bg-amber-soft text-foreground" };

/** A message about the whole page or form. `alert` is announced at once, `status` when the reader pauses. */
export function Notice({ variant, role, children }: { variant: keyof typeof VARIANTS; role?: "alert" | "status"; children: ReactNode }) {
  return (
    <div role={role} className={`rounded-field border border-transparent px-4 py-3 wrap-anywhere ${VARIANTS[variant]}`}>
      {children}
    </div>
  );
}

/**
 * A text with elements in it. Each piece of text gets an element of its own: a page translator replaces texts, and React
 * cannot change or remove one that stands beside something else after that.
 */
export function Sentence({ children }: { children: ReactNode }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one message keep their order
  return Children.toArray(children).map((part, index) => (typeof part === "string" ? <span key={index}>{part}</span> : part));
}

/** A command to run at the server, after the sentence that announces it. */
export function ShellCommand({ children }: { children: string }) {
  return <code className="mt-2 block font-mono text-sm wrap-anywhere">{children}</code>;
}
