import Link from "next/link";
import type { ReactNode } from "react";

type Props = { href: string; inModal: boolean; className: string; children: ReactNode };

/** From one part of the settings to another, within the frame that one is in: see settings-tabs.tsx. */
export function SettingsLink({ href, inModal, className, children }: Props) {
  if (inModal) {
    return (
      <Link href={href} replace scroll={false} prefetch={false} className={className}>
        {children}
      </Link>
    );
  }
  return (
    <a href={href} className={className}>
      {children}
    </a>
  );
}
