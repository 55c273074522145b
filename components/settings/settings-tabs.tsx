"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { Messages } from "@/lib/i18n/messages";

const TABS = [
  { href: "/settings", name: "basic" },
  { href: "/settings/security", name: "security" },
  { href: "/settings/devices", name: "devices" },
] as const;

type Props = { inModal: boolean; texts: Messages["settings"]["tabs"] };

/**
 * The three parts of the settings. In the modal a tab replaces the one before it, so that the Back button closes the
 * modal; on the page a tab is a plain link, as a Next.js link would open the modal over the page.
 */
export function SettingsTabs({ inModal, texts }: Props) {
  const path = usePathname();
  const current = TABS.findLast(({ href }) => path === href || path.startsWith(`${href}/`));
  return (
    <nav aria-label={texts.label} className="mb-7 border-b border-divider">
      <ul className="-mb-px grid grid-cols-3 sm:flex sm:gap-x-1">
        {TABS.map(({ href, name }) => {
          const link = {
            href,
            className: TAB,
            "aria-current": current?.href === href ? ("page" as const) : undefined,
            children: texts[name],
          };
          return (
            <li key={name}>{inModal ? <Link {...link} replace scroll={false} prefetch={false} /> : <a {...link}>{texts[name]}</a>}</li>
          );
        })}
      </ul>
    </nav>
  );
}

const TAB =
  "inline-flex size-full min-h-11 items-center justify-center border-b-2 border-transparent px-1 py-1.5 text-center text-sm leading-tight font-medium text-muted-foreground sm:px-3 sm:text-base hover:text-foreground aria-[current]:border-accent aria-[current]:font-semibold aria-[current]:text-foreground";
