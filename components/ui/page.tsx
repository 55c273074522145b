import type { ReactNode } from "react";

export function PageHeading({ heading, description }: { heading: string; description?: string }) {
  return (
    <div className="mb-7">
      <h1 tabIndex={-1} className="text-3xl font-semibold tracking-tight text-balance">
        {heading}
      </h1>
      {description && <p className="mt-2 text-muted-foreground">{description}</p>}
    </div>
  );
}

/** A page with only a message and a link. */
export function MessagePage({ heading, description, children }: { heading: string; description: string; children: ReactNode }) {
  return (
    <div className="mx-auto grid min-h-[70dvh] max-w-md content-center px-5 py-12">
      <Logo className="mb-6 size-12 text-accent" />
      <PageHeading heading={heading} description={description} />
      <div>{children}</div>
    </div>
  );
}

/** The mark: a round latch plate with a key bit cut out of it. Takes the color of the text around it. */
export function Logo({ className = "size-8" }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} fill="none" aria-hidden="true">
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M16 2a14 14 0 1 1 0 28 14 14 0 0 1 0-28Zm0 6.5a5 5 0 0 0-2 9.58V25h4v-2h2.5v-3H18v-1.92a5 5 0 0 0-2-9.58Z"
      />
    </svg>
  );
}

/** The cut of a key, as the lower edge of a strip: filled with the color of the text, which is that of the ground below. */
export function KeyEdge({ className = "" }: { className?: string }) {
  return (
    <svg viewBox="0 0 240 16" preserveAspectRatio="none" className={className} fill="currentColor" aria-hidden="true">
      <path d="M0 16v-2h22l7-8h15l6 5h17l9-9h13l8 7h18l6-4h14l9 8h16l8-7h12l7 4h18l8-8h12l7 7h8v7Z" />
    </svg>
  );
}
