import type { ReactNode } from "react";

/** A section of a page, named by its heading. */
export function Card({ id, heading, aside, children }: { id: string; heading: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="rounded-card border border-divider bg-surface p-5 shadow-card sm:p-7">
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

type CardRowProps = { id: string; heading: string; description: ReactNode; children: ReactNode };

/** A part of a card: what it is about, and its button. */
export function CardRow({ id, heading, description, children }: CardRowProps) {
  return (
    <div className="mt-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3 border-t border-divider pt-5 sm:flex-nowrap">
      <div className="min-w-0">
        <h3 id={id} className="font-semibold">
          {heading}
        </h3>
        <div className="mt-1 max-w-prose text-muted-foreground">{description}</div>
      </div>
      <div className="shrink-0">{children}</div>
    </div>
  );
}

/** A form that is a page of its own. */
export function PageCard({ children }: { children: ReactNode }) {
  return <div className="mx-auto max-w-xl rounded-card border border-divider bg-surface p-5 shadow-card sm:p-8">{children}</div>;
}

export type Description = [name: string, value: ReactNode];

/** Names and values, side by side: a long value breaks within its half, so that all rows look alike. */
export function DescriptionList({ items }: { items: Description[] }) {
  return (
    <dl className="divide-y divide-divider">
      {items.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-x-6 py-2.5">
          <dt className="max-w-1/2 shrink-0 text-muted-foreground">{name}</dt>
          <dd className="min-w-0 text-end font-medium text-balance wrap-anywhere">
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
