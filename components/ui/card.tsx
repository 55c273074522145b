import type { ReactNode } from "react";

/** A section of a page, named by its heading. */
export function Card({ id, heading, aside, children }: { id: string; heading: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="rounded-card border border-line bg-surface p-5 shadow-card sm:p-7">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 id={id} tabIndex={-1} className="text-lg font-semibold tracking-tight">
          {heading}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
