"use client";

import type { RefObject } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { useHydrated } from "@/components/ui/use-hydrated";
import type { Messages } from "@/lib/i18n/messages";
import { type BackupCodesFile, backupCodesText, type IssuedCodes } from "./backup-codes-file";

type Props = {
  issued: IssuedCodes;
  list: RefObject<HTMLElement | null>;
  file: BackupCodesFile;
  onKept: () => void;
  texts: Messages["enrolment"]["codes"];
};

/** The ways to keep the codes. Without JavaScript the file is a plain link, and there is nothing to print or copy with. */
export function BackupCodeKeeping({ issued, list, file, onKept, texts }: Props) {
  const hydrated = useHydrated();
  const href = `data:text/plain;charset=utf-8,${encodeURIComponent(backupCodesText(issued, file))}`;
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
        look="plain"
        onClick={() => {
          download(href, file.name);
          onKept();
        }}
      >
        {texts.download}
      </Button>
      <Button
        look="plain"
        onClick={() => {
          window.print();
          onKept();
        }}
      >
        {texts.print}
      </Button>
      <CopyButton text={issued.codes.join("\n")} shown={list} onCopied={onKept} {...copy} />
    </div>
  );
}

function download(href: string, name: string) {
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
}
