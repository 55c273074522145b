import type { ReactNode } from "react";
import { FormIdentity } from "@/components/forms/form";
import { MenuLink } from "@/components/settings/settings-links";
import { Avatar } from "@/components/ui/avatar";
import type { Messages } from "@/lib/i18n/messages";

type Props = {
  username: string;
  detail: string | null;
  texts: Messages["accountMenu"];
  signOut: (data: FormData) => Promise<void>;
  children: ReactNode;
};

const ITEM = "flex min-h-11 w-full items-center rounded-field px-3 font-medium hover:bg-muted";

/** A native popover: opens, closes and handles Escape without JavaScript. */
export function AccountMenu({ username, detail, texts, signOut, children }: Props) {
  return (
    <>
      <button
        type="button"
        popoverTarget="account-menu"
        className="flex min-h-11 min-w-0 items-center gap-2 rounded-full border border-divider bg-surface py-1 ps-1.5 pe-3 font-semibold hover:bg-muted"
      >
        <Avatar name={username} />
        <bdi className="truncate">{username}</bdi>
        <svg viewBox="0 0 12 12" className="size-3 shrink-0" fill="none" stroke="currentColor" strokeWidth="1.8" aria-hidden="true">
          <path d="m2 4.2 4 4 4-4" />
        </svg>
      </button>
      <nav
        id="account-menu"
        popover="auto"
        aria-label={texts.label}
        className="fixed inset-auto end-4 top-17 m-0 lg:end-6 w-64 max-w-[calc(100vw-2rem)] rounded-card border border-divider bg-surface p-2 text-foreground shadow-float"
      >
        {detail && <p className="truncate border-b border-divider px-3 pt-1 pb-2 text-sm text-muted-foreground">{detail}</p>}
        <MenuLink href="/settings" className={ITEM}>
          {texts.settings}
        </MenuLink>
        <form action={signOut}>
          <FormIdentity live />
          <button type="submit" className={ITEM}>
            {texts.signOut}
          </button>
        </form>
        <div className="mt-1 border-t border-divider pt-1">{children}</div>
      </nav>
    </>
  );
}
