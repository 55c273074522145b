import type { ReactNode } from "react";

/** One numbered step of the instructions. */
export function Step({ number, heading, children }: { number: number; heading: string; children: ReactNode }) {
  return (
    <li className="grid grid-cols-[2rem_1fr] gap-x-3">
      <span
        aria-hidden="true"
        className="grid size-8 place-items-center rounded-full border border-transparent bg-accent-soft font-semibold text-accent-strong"
      >
        {number}
      </span>
      <div className="min-w-0">
        <p className="min-h-8 pt-1 font-semibold">{heading}</p>
        {children}
      </div>
    </li>
  );
}
