import Link from "next/link";
import type { ReactNode } from "react";
import { buttonClass } from "./button";

/** `wideOnly`: a class that hides the column on narrow screens. */
type Column = { name: string; wideOnly?: string };

/** The frame of a dense table: its columns, and a row for each child. */
export function Table({ caption, columns, children }: { caption: string; columns: Column[]; children: ReactNode }) {
  return (
    <div className="overflow-hidden rounded-card border border-divider bg-surface shadow-card">
      <table className="w-full border-collapse">
        <caption className="sr-only">{caption}</caption>
        <thead className="border-b border-divider bg-muted">
          <tr>
            {columns.map(({ name, wideOnly = "" }) => (
              <th key={name} scope="col" className={`px-4 py-3 text-left text-sm font-semibold text-muted-foreground ${wideOnly}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-divider">{children}</tbody>
      </table>
    </div>
  );
}

type To = { href: string; text: string } | null;

/** `plain`: a link that the browser follows by itself; `replace`: one that leaves no entry in its history. */
type PageLinksProps = { label: string; previous: To; next: To; kind?: "plain" | "replace" };

/** Links to the previous and next page; nothing when there is one page. */
export function PageLinks({ label, previous, next, kind }: PageLinksProps) {
  if (!(previous || next)) return null;
  const link = (to: To, rel: "prev" | "next") => {
    if (!to) return null;
    const { href, text } = to;
    if (kind === "plain") {
      return (
        <a href={href} rel={rel} className={buttonClass("plain")}>
          {text}
        </a>
      );
    }
    return (
      <Link href={href} prefetch={false} rel={rel} replace={kind === "replace"} className={buttonClass("plain")}>
        {text}
      </Link>
    );
  };
  return (
    <nav aria-label={label} className="mt-5 flex justify-between gap-3">
      <span>{link(previous, "prev")}</span>
      <span>{link(next, "next")}</span>
    </nav>
  );
}
