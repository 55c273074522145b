"use client";

import Link from "next/link";
import { useSelectedLayoutSegments } from "next/navigation";

export type HeaderLink = { href: string; text: string };

/**
 * The links of the header, with the one of the current page marked. By the segments of the page and not by the address, which is that of
 * the settings while their modal is open over the page.
 */
export function HeaderNav({ label, links }: { label: string; links: HeaderLink[] }) {
  const path = `/${useSelectedLayoutSegments().join("/")}`;
  return (
    <nav aria-label={label} className={links.length > 1 ? "max-md:col-span-full max-md:row-start-2 max-md:pb-1" : ""}>
      <ul className="-mx-2 flex flex-wrap gap-1 md:mx-0">
        {links.map(({ href, text }) => (
          <li key={href}>
            <Link
              href={href}
              prefetch={false}
              aria-current={currentMark(path, href)}
              className="inline-flex min-h-11 items-center rounded-field border border-transparent px-2 font-medium text-muted-foreground hover:bg-muted hover:text-foreground sm:px-3 aria-[current]:bg-muted aria-[current]:text-foreground"
            >
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** `true` beneath the page of the link, such as at one user. */
function currentMark(path: string, href: string): "page" | true | undefined {
  if (path === href) return "page";
  return href !== "/" && path.startsWith(`${href}/`) ? true : undefined;
}
