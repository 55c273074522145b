import type { ReactNode } from "react";

/** A form of Security Settings as a page of its own. */
export function ActionPage({ children }: { children: ReactNode }) {
  return <div className="mx-auto max-w-xl rounded-card border border-line bg-surface p-5 shadow-card sm:p-8">{children}</div>;
}
