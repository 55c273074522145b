"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { createContext, type ReactNode, useContext } from "react";
import type { Messages } from "@/lib/i18n/messages";

/** True within the settings modal. */
export const InModalContext = createContext(false);

type SettingsLinkProps = {
  href: string;
  className: string;
  rel?: string;
  /** In the modal: scrolls to the beginning of what it opens. */
  scroll?: boolean;
  "aria-current"?: "page";
  children: ReactNode;
};

/**
 * A link between parts of the settings. In the modal it replaces the entry of the history before it, so that the Back
 * button closes the modal; on the page it is a plain link, as a Next.js link would open the modal over the page.
 */
export function SettingsLink({ scroll = false, children, ...link }: SettingsLinkProps) {
  if (!useContext(InModalContext)) return <a {...link}>{children}</a>;
  return (
    <Link {...link} replace scroll={scroll} prefetch={false}>
      {children}
    </Link>
  );
}

const TABS = [
  { href: "/settings", name: "basic" },
  { href: "/settings/security", name: "security" },
  { href: "/settings/devices", name: "devices" },
] as const;

/** The three parts of the settings. */
export function SettingsTabs({ texts }: { texts: Messages["settings"]["tabs"] }) {
  const path = usePathname();
  const current = TABS.findLast(({ href }) => path === href || path.startsWith(`${href}/`));
  return (
    <nav aria-label={texts.label} className="mb-7 border-b border-divider">
      <ul className="-mb-px grid grid-cols-3 sm:flex sm:gap-x-1">
        {TABS.map(({ href, name }) => (
          <li key={name}>
            <SettingsLink href={href} className={TAB} aria-current={current?.href === href ? "page" : undefined}>
              {texts[name]}
            </SettingsLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const TAB =
  "inline-flex size-full min-h-11 items-center justify-center border-b-2 border-transparent px-1 py-1.5 text-center text-sm leading-tight font-medium text-muted-foreground sm:px-3 sm:text-base hover:text-foreground aria-[current]:border-accent aria-[current]:font-semibold aria-[current]:text-foreground";

type MenuLinkProps = { href: "/settings"; className: string; children: ReactNode };

/**
 * A link in a popover: following it closes the popover, which stays in the page otherwise. From the settings to the
 * settings it is a plain link, as a Next.js link would open them over themselves.
 */
export function MenuLink({ href, className, children }: MenuLinkProps) {
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
