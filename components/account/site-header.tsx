import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "@/components/ui/logo";

/** The head of every signed-in page. */
export function SiteHeader({ appName, homeLabel, children }: { appName: string; homeLabel: string; children: ReactNode }) {
  return (
    <header className="border-b border-line bg-surface">
      <div className="mx-auto flex h-16 max-w-(--page) items-center justify-between gap-4 px-4">
        <Link
          href="/"
          aria-label={homeLabel}
          className="flex min-h-11 min-w-0 shrink-0 items-center max-w-1/2 gap-2.5 rounded-field font-semibold tracking-tight"
        >
          <Logo className="size-8 shrink-0 text-accent" />
          <span className="truncate max-[24rem]:sr-only">{appName}</span>
        </Link>
        {children}
      </div>
    </header>
  );
}
