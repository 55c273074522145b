import type { ReactNode } from "react";
import { KeyTeeth, Logo } from "./logo";

type Props = { appName: string; promise: string; detail: string; footer: ReactNode; children: ReactNode };

/** The frame of every page before sign-in: a strip on phones, a panel beside the form on wide screens. */
export function AuthFrame({ appName, promise, detail, footer, children }: Props) {
  return (
    <div className="grid min-h-dvh grid-rows-[auto_1fr] lg:grid-cols-[minmax(22rem,2fr)_3fr] lg:grid-rows-1">
      <header className="relative flex flex-col justify-between overflow-hidden bg-panel px-5 pt-4 pb-9 text-panel-ink lg:px-12 lg:py-12">
        <p className="flex items-center gap-3 text-lg font-semibold tracking-tight">
          <Logo className="size-8 shrink-0" />
          <span className="min-w-0 wrap-anywhere">{appName}</span>
        </p>
        <div className="hidden lg:block">
          <Logo className="absolute -right-28 top-1/2 size-[26rem] -translate-y-1/2 text-panel-line opacity-60 forced-colors:hidden" />
          <p className="relative max-w-[16ch] text-4xl leading-tight font-semibold tracking-tight">{promise}</p>
          <p className="relative mt-4 max-w-[34ch] text-panel-quiet">{detail}</p>
        </div>
        <KeyTeeth className="absolute inset-x-0 -bottom-px h-4 w-full text-ground lg:hidden" />
      </header>
      <div className="flex flex-col bg-ground">
        <main className="mx-auto flex w-full max-w-md grow flex-col justify-start px-5 py-9 lg:justify-center">{children}</main>
        <footer className="mx-auto w-full max-w-md px-3 pb-5">{footer}</footer>
      </div>
    </div>
  );
}
