import type { ReactNode } from "react";
import { Logo } from "./logo";
import { PageHeading } from "./page-heading";

/** A page that has nothing but a message and a way on. */
export function MessagePage({ heading, lead, children }: { heading: string; lead: string; children: ReactNode }) {
  return (
    <div className="mx-auto grid min-h-[70dvh] max-w-md content-center px-5 py-12">
      <Logo className="mb-6 size-12 text-accent" />
      <PageHeading heading={heading} lead={lead} />
      <div>{children}</div>
    </div>
  );
}
