"use client";

import "./globals.css";
import { currentErrorTexts } from "@/components/forms/error-texts";
import { Button } from "@/components/ui/button";
import { MessagePage } from "@/components/ui/page";

/** In the place of the root layout when that fails itself: in the language of the page before, else in English. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  const texts = currentErrorTexts();
  return (
    <html lang={texts.lang} dir={texts.dir}>
      <body className="font-sans">
        <title>{texts.title}</title>
        <MessagePage heading={texts.heading} description={texts.description}>
          <Button onClick={retry}>{texts.retry}</Button>
        </MessagePage>
      </body>
    </html>
  );
}
