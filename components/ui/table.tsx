import { ArrowDown, ArrowUp, ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ComponentType, ReactNode } from "react";
import { buttonClass } from "./button";

/** `order`: of the rows shown, if they are sorted by this column; `href` sorts them by it, or turns their order around. */
type ColumnSort = { href: string; order?: "ascending" | "descending" };

/** `wideOnly`: a class that hides the column on narrow screens. */
type Column = { name: string; wideOnly?: string; sort?: ColumnSort };

/** The frame of a dense table: its columns, and a row for each child. */
export function Table({ caption, columns, children }: { caption: string; columns: Column[]; children: ReactNode }) {
  return (
    <div className="overflow-hidden rounded-card border border-divider bg-surface shadow-card">
      <table className="w-full border-collapse">
        <caption className="sr-only">{caption}</caption>
        <thead className="border-b border-divider bg-muted text-sm text-muted-foreground">
          <tr>
            {columns.map(({ name, wideOnly = "", sort }) => (
              <th
                key={name}
                scope="col"
                aria-sort={sort?.order}
                className={`px-4 text-start font-semibold ${sort ? "" : "py-3"} ${wideOnly}`}
              >
                {sort ? <SortLink name={name} {...sort} /> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-divider">{children}</tbody>
      </table>
    </div>
  );
}

function SortLink({ name, href, order }: { name: string } & ColumnSort) {
  const Arrow = order === "descending" ? ArrowDown : ArrowUp;
  return (
    <Link
      href={href}
      prefetch={false}
      scroll={false}
      className={`group inline-flex min-h-11 items-center gap-1 rounded-field underline-offset-4 hover:underline ${order ? "text-foreground" : ""}`}
    >
      <span>{name}</span>
      <Arrow
        aria-hidden="true"
        className={`size-4 shrink-0 ${order ? "" : "opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60"}`}
      />
    </Link>
  );
}

/** In place of a table without rows: what is missing, and what helps. */
export function EmptyTable({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-card border border-divider bg-surface p-5 shadow-card">
      <p className="text-muted-foreground">{text}</p>
      {children}
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
  return (
    <nav aria-label={label} className="mt-5 flex justify-between gap-3">
      <span>
        {previous && (
          <PageLink href={previous.href} rel="prev" scroll className={buttonClass("plain")}>
            <ChevronLeft aria-hidden="true" className="size-4 shrink-0 rtl:-scale-x-100" />
            <span>{previous.text}</span>
          </PageLink>
        )}
      </span>
      <span>
        {next && (
          <PageLink href={next.href} rel="next" scroll className={buttonClass("plain")}>
            <span>{next.text}</span>
            <ChevronRight aria-hidden="true" className="size-4 shrink-0 rtl:-scale-x-100" />
          </PageLink>
        )}
      </span>
    </nav>
  );
}

function UnfetchedLink(props: PageLinkProps) {
  return <Link prefetch={false} {...props} />;
}
