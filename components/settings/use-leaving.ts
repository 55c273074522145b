"use client";

import { useRouter } from "next/navigation";
import { type MouseEvent, type RefObject, useRef } from "react";
import { useBackGuard } from "@/components/ui/use-back-guard";
import { isUnsaved } from "./unsaved";

type Dialog = RefObject<HTMLDialogElement | null>;

/** The ways out of the modal: closing, the Back button, another tab. Each asks first when something is not saved. */
export function useLeaving(dialog: Dialog, question: Dialog) {
  const router = useRouter();
  /** The tab that was pressed; null: the modal is to close. */
  const wanted = useRef<string | null>(null);
  const unsaved = () => dialog.current !== null && isUnsaved(dialog.current);
  const allowBack = useBackGuard(unsaved, () => ask(null));

  function ask(tab: string | null) {
    wanted.current = tab;
    question.current?.showModal();
  }

  function leave() {
    allowBack();
    router.back();
  }

  function close() {
    if (unsaved()) ask(null);
    else leave();
  }

  function onTab(event: MouseEvent) {
    const tab = (event.target as HTMLElement).closest("nav a");
    if (!tab || !unsaved()) return;
    event.preventDefault();
    event.stopPropagation();
    ask(tab.getAttribute("href"));
  }

  function discard() {
    question.current?.close();
    if (wanted.current) router.replace(wanted.current, { scroll: false });
    else leave();
  }

  return { leave, close, onTab, discard };
}
