"use client";

import { Button } from "@/components/ui/button";
import { MessagePage } from "@/components/ui/page";
import texts from "@/lib/i18n/messages/en.error.json";

/** Shown by the browser alone, when the server may be unable to say anything: so its texts are a file of their own. */
export default function ErrorPage({ retry }: { error: unknown; retry: () => void }) {
  return (
    <MessagePage heading={texts.heading} description={texts.description}>
      <Button onClick={retry}>{texts.retry}</Button>
    </MessagePage>
  );
}
