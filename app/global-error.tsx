"use client";

import "./globals.css";
import { Button } from "@/components/ui/button";
import { MessagePage } from "@/components/ui/page";
import texts from "@/lib/i18n/messages/en.error.json";

/** In the place of the root layout when that fails itself. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body className="font-sans">
        <title>{texts.title}</title>
        <MessagePage heading={texts.heading} description={texts.description}>
          <Button onClick={retry}>{texts.retry}</Button>
        </MessagePage>
      </body>
    </html>
  );
}
