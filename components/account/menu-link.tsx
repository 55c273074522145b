"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

type Props = { href: "/settings" | "/admin/users" | "/admin/audit" | "/admin/outbox"; className: string; children: ReactNode };

/**
 * A link in a popover: following it closes the popover, which stays in the page otherwise. From the settings to the
 * settings it is a plain link, as a Next.js link would open them over themselves.
 */
export function MenuLink({ href, className, children }: Props) {
  const path = usePathname();
  if (path === href || path.startsWith(`${href}/`)) {
    return (
      <a href={href} className={className}>
        {children}
      </a>
    );
  }
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
