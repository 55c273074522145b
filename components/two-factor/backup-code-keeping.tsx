"use client";

import type { RefObject } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { useHydrated } from "@/components/ui/use-hydrated";
import type { Messages } from "@/lib/i18n/messages";
import { type BackupCodesFile, backupCodesText } from "./backup-codes-file";

type Props = { codes: string[]; list: RefObject<HTMLElement | null>; file: BackupCodesFile; texts: Messages["enrolment"]["codes"] };

/** The ways to keep the codes. Without JavaScript the file is a plain link, and there is nothing to print or copy with. */
export function BackupCodeKeeping({ codes, list, file, texts }: Props) {
  const hydrated = useHydrated();
  const href = `data:text/plain;charset=utf-8,${encodeURIComponent(backupCodesText(codes, file))}`;
  if (!hydrated) {
    return (
      <a href={href} download={file.name} className={buttonClass("plain")}>
        {texts.download}
      </a>
    );
  }
  return (
    <div className="print-hidden flex flex-wrap gap-3">
      <Button look="plain" onClick={() => download(href, file.name)}>
        {texts.download}
      </Button>
      <Button look="plain" onClick={() => window.print()}>
        {texts.print}
      </Button>
      <CopyButton text={codes.join("\n")} shown={list} label={texts.copy} copied={texts.copied} failed={texts.copyFailed} />
    </div>
  );
}

function download(href: string, name: string) {
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
}
