import Link from "next/link";
import type { ComponentType, ReactNode } from "react";
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
              <th key={name} scope="col" className={`px-4 py-3 text-start text-sm font-semibold text-muted-foreground ${wideOnly}`}>
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

type PageLinkProps = { href: string; rel: "prev" | "next"; scroll: boolean; className: string; children: ReactNode };

/** `link`: what renders the links, if they are not plain ones of Next.js. */
type PageLinksProps = { label: string; previous: To; next: To; link?: ComponentType<PageLinkProps> };

/** Links to the previous and next page; nothing when there is one page. */
export function PageLinks({ label, previous, next, link: PageLink = UnfetchedLink }: PageLinksProps) {
  if (!(previous || next)) return null;
  const linkTo = (to: To, rel: "prev" | "next") =>
    to && (
      <PageLink href={to.href} rel={rel} scroll className={buttonClass("plain")}>
        {to.text}
      </PageLink>
    );
  return (
    <nav aria-label={label} className="mt-5 flex justify-between gap-3">
      <span>{linkTo(previous, "prev")}</span>
      <span>{linkTo(next, "next")}</span>
    </nav>
  );
}

function UnfetchedLink(props: PageLinkProps) {
  return <Link prefetch={false} {...props} />;
}
