import Link from "next/link";
import type { ReactNode } from "react";
import { FormIdentity } from "@/components/forms/form";
import { KeyEdge, Logo } from "@/components/ui/page";
import type { Messages } from "@/lib/i18n/messages";

type AuthFrameProps = { appName: string; promise: string; detail: string; footer: ReactNode; children: ReactNode };

/** The frame of every page before sign-in: a strip on phones, a panel beside the form on wide screens. */
export function AuthFrame({ appName, promise, detail, footer, children }: AuthFrameProps) {
  return (
    <div className="grid min-h-dvh grid-rows-[auto_1fr] lg:grid-cols-[minmax(22rem,2fr)_3fr] lg:grid-rows-1">
      <header className="relative flex flex-col justify-between overflow-hidden bg-panel px-5 pt-4 pb-9 text-panel-foreground lg:px-12 lg:py-12">
        <p className="flex items-center gap-3 text-lg font-semibold tracking-tight">
          <Logo className="size-8 shrink-0" />
          <span className="min-w-0 wrap-anywhere">{appName}</span>
        </p>
        <div className="hidden lg:block">
          <Logo className="absolute -end-28 top-1/2 size-[26rem] -translate-y-1/2 text-panel-divider opacity-60 forced-colors:hidden" />
          <p className="relative max-w-[16ch] text-4xl leading-tight font-semibold tracking-tight">{promise}</p>
          <p className="relative mt-4 max-w-[34ch] text-panel-muted-foreground">{detail}</p>
        </div>
        <KeyEdge className="absolute inset-x-0 -bottom-px h-4 w-full text-background lg:hidden" />
      </header>
      <div className="flex flex-col bg-background">
        <main className="mx-auto flex w-full max-w-md grow flex-col justify-start px-5 py-9 lg:justify-center">{children}</main>
        <footer className="mx-auto w-full max-w-md px-3 pb-5">{footer}</footer>
      </div>
    </div>
  );
}

/** The head of every signed-in page. */
export function SiteHeader({ appName, homeLabel, children }: { appName: string; homeLabel: string; children: ReactNode }) {
  return (
    <header className="border-b border-divider bg-surface">
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

const CHOICES = ["light", "dark", "system"] as const;

type ThemeSwitchProps = { current: (typeof CHOICES)[number]; texts: Messages["theme"]; action: (data: FormData) => Promise<void> };

/** Three buttons of one form: works without JavaScript; the choice is stored in a cookie. */
export function ThemeSwitch({ current, texts, action }: ThemeSwitchProps) {
  return (
    <form action={action}>
      <FormIdentity />
      <fieldset className="flex items-center gap-1">
        <legend className="sr-only">{texts.legend}</legend>
        {CHOICES.map((theme) => (
          <button
            key={theme}
            type="submit"
            name="theme"
            value={theme}
            aria-pressed={theme === current}
            className="min-h-11 rounded-field border border-transparent px-3 text-sm text-muted-foreground hover:bg-muted aria-pressed:bg-accent-soft aria-pressed:font-semibold aria-pressed:text-accent-strong"
          >
            {texts[theme]}
          </button>
        ))}
      </fieldset>
    </form>
  );
}
