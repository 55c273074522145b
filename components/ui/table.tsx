import type { ReactNode } from "react";

/** `wideOnly`: a class that hides the column on narrow screens. */
type Column = { name: string; wideOnly?: string };

/** The frame of a dense table: its columns, and a row for each child. */
export function Table({ caption, columns, children }: { caption: string; columns: Column[]; children: ReactNode }) {
  return (
    <div className="overflow-hidden rounded-card border border-line bg-surface shadow-card">
      <table className="w-full border-collapse">
        <caption className="sr-only">{caption}</caption>
        <thead className="border-b border-line bg-sunken">
          <tr>
            {columns.map(({ name, wideOnly = "" }) => (
              <th key={name} scope="col" className={`px-4 py-3 text-left text-sm font-semibold text-quiet ${wideOnly}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </div>
  );
}
