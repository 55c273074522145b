import Link from "next/link";
import { buttonClass } from "./button";

type To = { href: string; text: string } | null;

/** `plain`: a link that the browser follows by itself; `replace`: one that leaves no entry in its history. */
type Props = { label: string; previous: To; next: To; kind?: "plain" | "replace" };

/** Links to the pages beside this one; nothing where one page holds all. */
export function PageLinks({ label, previous, next, kind }: Props) {
  if (!(previous || next)) return null;
  const link = (to: To, rel: "prev" | "next") => {
    if (!to) return null;
    const { href, text } = to;
    if (kind === "plain") {
      return (
        <a href={href} rel={rel} className={buttonClass("plain")}>
          {text}
        </a>
      );
    }
    return (
      <Link href={href} prefetch={false} rel={rel} replace={kind === "replace"} className={buttonClass("plain")}>
        {text}
      </Link>
    );
  };
  return (
    <nav aria-label={label} className="mt-5 flex justify-between gap-3">
      <span>{link(previous, "prev")}</span>
      <span>{link(next, "next")}</span>
    </nav>
  );
}
