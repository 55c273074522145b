import { X } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useId } from "react";

/** `href`: the list with this filter, or without it when it is in force. */
export type Chip = { href: string; text: string; inForce: boolean; icon?: ReactNode };

/** One line of filters, which scrolls on phones: links, so that each works without JavaScript and in a new tab. */
export function FilterBar({ children }: { children: ReactNode }) {
  return <div className="-mx-4 mb-4 flex gap-x-5 overflow-x-auto px-4 sm:mx-0 sm:flex-wrap sm:overflow-visible sm:px-0">{children}</div>;
}

/** `removable`: following a chip in force removes its filter; else one chip of the group is always in force. */
type FilterChipsProps = { label: string; labelHidden?: boolean; chips: Chip[]; removable?: boolean; className?: string };

export function FilterChips({ label, labelHidden, chips, removable, className = "" }: FilterChipsProps) {
  const id = useId();
  return (
    <nav aria-labelledby={id} className={`flex shrink-0 items-center gap-2 ${className}`}>
      <span id={id} className={labelHidden ? "sr-only" : "text-sm text-muted-foreground"}>
        {label}
      </span>
      <ul className="flex gap-2 sm:flex-wrap">
        {chips.map((chip) => (
          <li key={chip.text}>
            <ChipLink chip={chip} removable={removable} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The link is as high as a finger needs, what is seen of it is not. */
function ChipLink({ chip: { href, text, inForce, icon }, removable }: { chip: Chip; removable?: boolean }) {
  return (
    <Link
      href={href}
      prefetch={false}
      scroll={false}
      aria-current={inForce ? "true" : undefined}
      className="group flex min-h-11 items-center rounded-full"
    >
      <span className="inline-flex min-h-8 items-center gap-1.5 rounded-full border border-divider bg-surface px-3 text-sm font-medium whitespace-nowrap text-muted-foreground transition-colors group-hover:border-border group-hover:text-foreground group-aria-[current]:border-transparent group-aria-[current]:bg-accent-soft group-aria-[current]:font-semibold group-aria-[current]:text-accent-strong forced-colors:group-aria-[current]:bg-[Highlight] forced-colors:group-aria-[current]:text-[HighlightText] [&_svg]:size-3.5 [&_svg]:shrink-0">
        {icon}
        <span>{text}</span>
        {inForce && removable && <X aria-hidden="true" />}
      </span>
    </Link>
  );
}
