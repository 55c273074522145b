import type { ReactNode } from "react";

export type Fact = [name: string, value: ReactNode];

/** Names and values, side by side: a long value breaks within its half, so that all rows look alike. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className="divide-y divide-line">
      {facts.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-x-6 py-2.5">
          <dt className="max-w-1/2 shrink-0 text-quiet">{name}</dt>
          <dd dir="auto" className="min-w-0 text-right font-medium text-balance wrap-anywhere">
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
