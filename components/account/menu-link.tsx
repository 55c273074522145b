"use client";

import Link from "next/link";
import type { ReactNode } from "react";

/** A link in a popover: following it closes the popover, which stays in the page otherwise. */
export function MenuLink({ href, className, children }: { href: "/settings"; className: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      prefetch={false}
      className={className}
      onClick={(event) => event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover()}
    >
      {children}
    </Link>
  );
}
