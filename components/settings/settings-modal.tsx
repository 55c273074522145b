"use client";

import { X } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { type MouseEvent, type ReactNode, type RefObject, type SyntheticEvent, useLayoutEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { LeaveDialog, ModalOrigin, SHEET, SHEET_BODY, useBackGuard } from "@/components/ui/modal";
import type { Messages } from "@/lib/i18n/messages";

type SettingsModalProps = { title: string; tabs: ReactNode; texts: Messages["settings"]["modal"]; children: ReactNode };

/**
 * The settings over the previous page: an entry of the browser's history, so that closing goes back, and going back
 * closes. Asks before unsaved edits are lost. The focus returns to where it was when the dialog opened.
 */
export function SettingsModal({ title, tabs, texts, children }: SettingsModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const question = useRef<HTMLDialogElement>(null);
  const { leave, close, onTab, discard } = useCloseGuard(dialog, question);

  // Before the element is removed: removing an open dialog loses the focus.
  useLayoutEffect(() => {
    const shown = dialog.current;
    if (shown && !shown.open) shown.showModal();
    return () => shown?.close();
  }, []);

  function onCancel(event: SyntheticEvent) {
    if (!isOwn(event)) return;
    event.preventDefault();
    close();
  }

  return (
    <dialog
      ref={dialog}
      aria-labelledby="settings-modal"
      onClickCapture={onTab}
      onCancel={onCancel}
      onClose={(event) => isOwn(event) && event.currentTarget.isConnected && leave()}
      className={`bg-background open:animate-[settle_180ms_ease-out] ${SHEET}`}
    >
      <ModalOrigin back={texts.back} inDialog>
        <div className="shrink-0 border-b border-divider bg-surface px-4 pt-2 sm:px-8 sm:pt-4">
          <div className="flex items-center justify-between gap-4">
            <p id="settings-modal" className="px-1 text-lg font-semibold tracking-tight sm:px-3">
              {title}
            </p>
            <Button variant="quiet" onClick={close}>
              <X aria-hidden="true" className="size-5 shrink-0" />
              <span>{texts.close}</span>
            </Button>
          </div>
          {tabs}
        </div>
        <SettingsBody>{children}</SettingsBody>
        <LeaveDialog dialog={question} texts={{ heading: texts.unsaved, stay: texts.keep, leave: texts.discard }} onLeave={discard} />
      </ModalOrigin>
    </dialog>
  );
}

/** What scrolls below the tabs; each part of the settings begins at its top. */
function SettingsBody({ children }: { children: ReactNode }) {
  const body = useRef<HTMLDivElement>(null);
  const path = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path is another part
  useLayoutEffect(() => {
    // Not returned: browsers return a promise, which is no clean-up function.
    body.current?.scrollTo(0, 0);
  }, [path]);
  return (
    <div ref={body} className={`${SHEET_BODY} p-4 sm:p-8`}>
      {children}
    </div>
  );
}

/** React passes events of nested dialogs on to this one. */
function isOwn({ target, currentTarget }: SyntheticEvent): boolean {
  return target === currentTarget;
}

type Dialog = RefObject<HTMLDialogElement | null>;

/** Closing, the Back button and another tab leave the modal; each asks first about unsaved changes. */
function useCloseGuard(dialog: Dialog, question: Dialog) {
  const router = useRouter();
  /** The tab that was pressed; null closes the modal. */
  const destination = useRef<string | null>(null);
  const unsaved = () => dialog.current !== null && hasUnsavedChanges(dialog.current);
  const allowBack = useBackGuard(unsaved, () => ask(null));

  function ask(tab: string | null) {
    destination.current = tab;
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
    if (destination.current) router.replace(destination.current, { scroll: false });
    else leave();
  }

  return { leave, close, onTab, discard };
}

/** Entered or ticked and not sent: fields that differ from what the server wrote into them. Backup codes have a separate guard. */
function hasUnsavedChanges(root: HTMLElement): boolean {
  return [...root.querySelectorAll<HTMLInputElement>("form input[name]")].some(differs);
}

/** A partly entered code does not count as unsaved. */
function differs(input: HTMLInputElement): boolean {
  if (input.type === "hidden" || input.readOnly || input.disabled || input.autocomplete === "one-time-code") return false;
  return input.type === "checkbox" ? input.checked !== input.defaultChecked : input.value !== input.defaultValue;
}
