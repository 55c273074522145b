"use client";

import { Button } from "@/components/ui/button";
import { MessagePage } from "@/components/ui/page";
import texts from "@/lib/i18n/messages/en.error.json";

/** Rendered in the browser, when the server may not respond: so its texts are in a separate file. */
export default function ErrorPage({ retry }: { error: unknown; retry: () => void }) {
  return (
    <MessagePage heading={texts.heading} description={texts.description}>
      <Button onClick={retry}>{texts.retry}</Button>
    </MessagePage>
  );
}
