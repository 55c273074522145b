import { Children, type ReactNode } from "react";

/**
 * A text with elements in it. Each piece of text gets an element of its own: a page translator replaces texts, and React
 * cannot change or remove one that stands beside something else after that.
 */
export function Sentence({ children }: { children: ReactNode }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one message keep their order
  return Children.toArray(children).map((part, index) => (typeof part === "string" ? <span key={index}>{part}</span> : part));
}

/** What somebody types at the server, after the sentence that says so. */
export function ShellCommand({ children }: { children: string }) {
  return <code className="mt-2 block font-mono text-sm wrap-anywhere">{children}</code>;
}
