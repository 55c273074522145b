"use client";

import { type RefObject, useCallback, useLayoutEffect, useRef } from "react";
import { useBackGuard } from "@/components/ui/modal";

/**
 * While backup codes in sight are not kept: Back and links ask in the page's own words before they lead away, and the browser
 * asks before it closes, reloads or leaves the page. The answer allows what was asked about.
 */
export function useUnsavedCodesGuard(
  question: RefObject<HTMLDialogElement | null>,
  unsaved: boolean,
): { leave: () => void; allow: () => void } {
  const allowed = useRef(false);
  const latest = useRef(false);
  latest.current = unsaved && !allowed.current;
  const wanted = useRef<string | null>(null);

  const ask = useCallback(
    (href: string | null) => {
      wanted.current = href;
      question.current?.showModal();
    },
    [question],
  );
  const allowBack = useBackGuard(
    () => latest.current,
    () => ask(null),
  );

  // Before the codes are painted: no press can come before the guard.
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
    if (wanted.current) location.assign(wanted.current);
    else history.back();
  }

  return { leave, allow };
}
