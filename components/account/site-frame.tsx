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
        <footer className="mx-auto flex w-full max-w-md flex-wrap items-center justify-between gap-x-4 px-5 pb-5 text-sm text-muted-foreground">
          {footer}
        </footer>
      </div>
    </div>
  );
}

type SiteHeaderProps = { appName: string; homeLabel: string; navigation?: ReactNode; account?: ReactNode };

/** The head of the console. On phones the links of administrators have a row of their own. */
export function SiteHeader({ appName, homeLabel, navigation, account }: SiteHeaderProps) {
  return (
    <header className="border-b border-divider bg-surface">
      <div className="grid grid-cols-[auto_auto_minmax(0,1fr)] items-center gap-x-4 px-4 sm:gap-x-6 lg:px-6">
        <Link
          href="/"
          aria-label={homeLabel}
          className="flex h-16 max-w-[40vw] min-w-0 items-center gap-2.5 rounded-field font-semibold tracking-tight"
        >
          <Logo className="size-8 shrink-0 text-accent" />
          <span className="truncate max-[30rem]:sr-only">{appName}</span>
        </Link>
        {navigation}
        <div className="col-start-3 row-start-1 flex min-w-0 justify-end">{account}</div>
      </div>
    </header>
  );
}

/** The first stop of the Tab key: past the header, to the `main` of the page. */
export function SkipLink({ text }: { text: string }) {
  return (
    <a
      href={`#${CONTENT_ID}`}
      className="sr-only rounded-field bg-surface font-semibold text-accent-strong shadow-float focus:not-sr-only focus:fixed focus:start-4 focus:top-3 focus:z-40 focus:px-4 focus:py-2.5"
    >
      {text}
    </a>
  );
}

const CONTENT_ID = "content";

/** The page itself, between header and footer. */
export function SiteMain({ children }: { children: ReactNode }) {
  return (
    <main id={CONTENT_ID} tabIndex={-1} className="mx-auto w-full max-w-(--page) grow px-4 py-8 outline-none sm:py-10 lg:px-6">
      {children}
    </main>
  );
}

export function SiteFooter({ help, children }: { help: string; children: ReactNode }) {
  return (
    <footer className="flex flex-wrap items-center gap-x-6 px-4 pb-4 text-sm text-muted-foreground lg:px-6">
      <HelpLink text={help} />
      {children}
    </footer>
  );
}

export function HelpLink({ text }: { text: string }) {
  return (
    <Link href="/help" prefetch={false} className="inline-flex min-h-11 items-center rounded-field underline underline-offset-4">
      {text}
    </Link>
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
