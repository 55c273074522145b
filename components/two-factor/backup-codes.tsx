"use client";

import { type FormEvent, type ReactNode, type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import { FormIdentity } from "@/components/forms/form";
import { type FormFrame, StepHeading } from "@/components/forms/form-frame";
import { Button, buttonClass } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { LocalTime, useHydrated } from "@/components/ui/hydrated";
import { LeaveDialog, useBackGuard } from "@/components/ui/modal";
import type { Messages } from "@/lib/i18n/messages";

/** Name and text of the downloaded file; `account` and `console` are printed too. */
export type BackupCodesFile = { name: string; heading: string; advice: string; account: string; console: string };

/** New backup codes, which the server returns only once. `serial` names the set; `created`: the time, as text. */
export type IssuedCodes = { codes: string[]; serial: string; createdAt: string; created: string };

type BackupCodesProps = {
  issued: IssuedCodes;
  frame: FormFrame;
  close: (data: FormData) => Promise<void>;
  onDone?: () => void;
  file: BackupCodesFile;
  texts: Messages["enrolment"]["codes"];
  /** What else has changed with the codes. */
  children?: ReactNode;
};

/** Shows the codes once. Until they are saved, leaving in any way except `Done` asks first. On paper each has a box to tick off. */
export function BackupCodes({ issued, frame, close, onDone, file, texts, children }: BackupCodesProps) {
  const list = useRef<HTMLOListElement>(null);
  const question = useRef<HTMLDialogElement>(null);
  const [saved, setSaved] = useState(false);
  const guard = useUnsavedCodesGuard(question, !saved);

  function finish(event: FormEvent) {
    guard.allow();
    if (!onDone) return;
    event.preventDefault();
    onDone();
  }

  return (
    <div data-print>
      <StepHeading frame={frame} takeFocus>
        {texts.heading}
      </StepHeading>
      <p className="mt-2 text-muted-foreground print:hidden">
        <strong className="font-semibold text-accent-strong">{texts.success}</strong> <span>{texts.description}</span>
      </p>
      <div className="print:hidden">{children}</div>
      <PrintedHeader issued={issued} file={file} texts={texts.paper} />
      <ol ref={list} translate="no" className="my-5 grid grid-cols-1 gap-2 min-[22rem]:grid-cols-2">
        {issued.codes.map((code) => (
          <li
            key={code}
            data-testid="backup-code"
            dir="ltr"
            className="rounded-field border border-transparent bg-muted py-2.5 text-center font-mono text-lg tracking-wide tabular-nums print:border-divider print:before:me-3 print:before:inline-block print:before:size-4 print:before:border print:before:border-foreground print:before:align-[-0.15em] print:before:content-['']"
          >
            {code}
          </li>
        ))}
      </ol>
      <p className="hidden print:block">{file.advice}</p>
      <BackupCodeActions {...{ issued, list, file, texts }} onSaved={() => setSaved(true)} />
      <form
        action={close}
        onSubmit={finish}
        className="mt-5 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-t border-divider pt-5 sm:flex-nowrap print:hidden"
      >
        <FormIdentity />
        <p className="font-medium">{texts.reminder}</p>
        <Button type="submit" className="ms-auto">
          {texts.done}
        </Button>
      </form>
      <div className="print:hidden">
        <LeaveDialog dialog={question} texts={texts.leave} onLeave={guard.leave} />
      </div>
    </div>
  );
}

type BackupCodeActionsProps = {
  issued: IssuedCodes;
  list: RefObject<HTMLElement | null>;
  file: BackupCodesFile;
  onSaved: () => void;
  texts: Messages["enrolment"]["codes"];
};

/** The ways to save the codes. Without JavaScript only the file exists, as a plain link. */
function BackupCodeActions({ issued, list, file, onSaved, texts }: BackupCodeActionsProps) {
  const hydrated = useHydrated();
  const href = `data:text/plain;charset=utf-8,${encodeURIComponent(backupCodesText(issued, file, texts.paper))}`;
  if (!hydrated) {
    return (
      <a href={href} download={file.name} className={buttonClass("plain")}>
        {texts.download}
      </a>
    );
  }
  const copy = { label: texts.copy, copied: texts.copied, failed: texts.copyFailed };
  return (
    <div className="flex flex-wrap gap-3 print:hidden">
      <Button
        variant="plain"
        onClick={() => {
          download(href, file.name);
          onSaved();
        }}
      >
        {texts.download}
      </Button>
      <Button
        variant="plain"
        onClick={() => {
          window.print();
          onSaved();
        }}
      >
        {texts.print}
      </Button>
      <CopyButton text={issued.codes.join("\n")} shown={list} onCopied={onSaved} {...copy} />
    </div>
  );
}

type PaperTexts = Messages["enrolment"]["codes"]["paper"];

function backupCodesText({ codes, serial, created }: IssuedCodes, file: BackupCodesFile, texts: PaperTexts): string {
  const head = [file.heading, `${texts.console}: ${file.console}`, `${texts.account}: ${file.account}`, `${texts.set}: ${serial}`, created];
  return [...head, "", ...codes.map((code) => `[ ] ${code}`), "", file.advice, ""].join("\n");
}

function download(href: string, name: string) {
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
}

type PrintedHeaderProps = { issued: IssuedCodes; file: BackupCodesFile; texts: PaperTexts };

/** The heading of the printed codes; in print only. */
function PrintedHeader({ issued, file, texts }: PrintedHeaderProps) {
  const utc = `${issued.createdAt.slice(0, 16).replace("T", " ")} UTC`;
  const rows = [
    [texts.console, file.console],
    [texts.account, file.account],
    [texts.set, issued.serial],
    [texts.created, <LocalTime key="created" at={issued.createdAt} utc={utc} style={{ dateStyle: "long", timeStyle: "short" }} />],
  ] as const;
  return (
    <dl className="my-4 hidden print:block">
      {rows.map(([name, value]) => (
        <div key={name} className="flex gap-x-3">
          <dt className="shrink-0 font-semibold">{name}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/**
 * While backup codes are shown and not saved: Back and links ask in a dialog of the page first, and the browser
 * asks before it closes, reloads or leaves the page. Confirming continues the navigation.
 */
function useUnsavedCodesGuard(question: RefObject<HTMLDialogElement | null>, unsaved: boolean): { leave: () => void; allow: () => void } {
  const allowed = useRef(false);
  const latest = useRef(false);
  latest.current = unsaved && !allowed.current;
  const nextUrl = useRef<string | null>(null);

  const ask = useCallback(
    (href: string | null) => {
      nextUrl.current = href;
      question.current?.showModal();
    },
    [question],
  );
  const allowBack = useBackGuard(
    () => latest.current,
    () => ask(null),
  );

  // Before the codes are painted: no click can precede the guard.
  useLayoutEffect(() => {
    const onLink = (event: MouseEvent) => {
      const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]:not([download], [target])");
      if (!(link && latest.current)) return;
      event.preventDefault();
      event.stopPropagation();
      ask(link.href);
    };
    const onUnload = (event: BeforeUnloadEvent) => latest.current && event.preventDefault();
    document.addEventListener("click", onLink, true);
    window.addEventListener("beforeunload", onUnload);
    return () => {
      document.removeEventListener("click", onLink, true);
      window.removeEventListener("beforeunload", onUnload);
    };
  }, [ask]);

  function allow() {
    allowed.current = true;
    latest.current = false;
    allowBack();
  }

  function leave() {
    allow();
    if (nextUrl.current) location.assign(nextUrl.current);
    else history.back();
  }

  return { leave, allow };
}
