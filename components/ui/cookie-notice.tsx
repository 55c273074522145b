"use client";

import type { Messages } from "@/lib/i18n/messages";
import { Notice } from "./notice";
import { useHydrated } from "./use-hydrated";

/**
 * Says before anything is typed that this browser will not keep what signing in needs. Where no script runs, the step that
 * needed the cookie is checked after it.
 */
export function CookieNotice({ address, texts }: { address: string; texts: Messages["cookieNotice"] }) {
  if (!useHydrated()) return null;
  const plainHttp = address.startsWith("https:") && window.location.protocol === "http:";
  if (!plainHttp && navigator.cookieEnabled) return null;
  return (
    <div className="mb-6">
      <Notice look="amber" role="alert">
        {plainHttp ? (
          <>
            {texts.plainHttp}{" "}
            <a href={address} className="font-semibold text-accent-strong underline underline-offset-4">
              {address}
            </a>
          </>
        ) : (
          texts.blocked
        )}
      </Notice>
    </div>
  );
}
