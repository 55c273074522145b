import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import type { ComponentType, ReactNode } from "react";

type TargetProps = { href: string; className: string; children: ReactNode };

/** `link`: what renders it, if that is not a link of Next.js. */
type BackLinkProps = { href: string; text: string; link?: "a" | ComponentType<TargetProps> };

/** The way back above the heading of a page. */
export function BackLink({ href, text, link: Target = UnfetchedLink }: BackLinkProps) {
  return (
    <Target
      href={href}
      className="-ms-1 mb-3 flex min-h-11 w-fit max-w-full items-center gap-2 rounded-field px-1 font-semibold text-accent-strong print:hidden"
    >
      <ArrowLeft aria-hidden="true" className="size-5 shrink-0 rtl:-scale-x-100" />
      <span className="min-w-0 wrap-anywhere">{text}</span>
    </Target>
  );
}

function UnfetchedLink(props: TargetProps) {
  return <Link prefetch={false} {...props} />;
}
