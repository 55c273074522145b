"use client";

import { useEffect, useState } from "react";
import { Notice } from "@/components/ui/notice";
import type { Messages } from "@/lib/i18n/messages";

/**
 * Says before any input that this browser does not keep the cookies of a sign-in. Without JavaScript, the step that
 * needed the cookie is checked afterwards.
 */
export function CookieNotice({ address, texts }: { address: string; texts: Messages["cookieNotice"] }) {
  const [problem, setProblem] = useState<keyof typeof texts | null>(null);
  useEffect(() => setProblem(findProblem(address)), [address]);
  if (!problem) return null;
  return (
    <div className="mb-6">
      <Notice variant="amber" role="alert">
        {texts[problem]}{" "}
        {problem === "plainHttp" && (
          <a href={address} className="font-semibold text-accent-strong underline underline-offset-4">
            {address}
          </a>
        )}
      </Notice>
    </div>
  );
}

function findProblem(address: string): keyof Messages["cookieNotice"] | null {
  if (address.startsWith("https:") && window.location.protocol === "http:") return "plainHttp";
  return keepsCookies() ? null : "blocked";
}

const PROBE = "latchkey-probe=1";

/** By a cookie that is set, read back and removed: `navigator.cookieEnabled` can stay true where cookies are blocked. */
function keepsCookies(): boolean {
  // biome-ignore lint/suspicious/noDocumentCookie: tests whether the browser keeps it
  document.cookie = `${PROBE}; path=/; samesite=lax`;
  const keepsCookie = document.cookie.includes(PROBE);
  // biome-ignore lint/suspicious/noDocumentCookie: as above
  document.cookie = `${PROBE}; path=/; max-age=0`;
  return keepsCookie;
}
