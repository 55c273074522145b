"use client";

import { type RefObject, useCallback, useLayoutEffect, useRef } from "react";
import { useBackGuard } from "@/components/ui/modal";

/**
 * While backup codes are shown and not saved: Back and links ask in a dialog of the page first, and the browser
 * asks before it closes, reloads or leaves the page. Confirming continues the navigation.
 */
export function useUnsavedCodesGuard(
  question: RefObject<HTMLDialogElement | null>,
  unsaved: boolean,
): { leave: () => void; allow: () => void } {
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
