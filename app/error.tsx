"use client";

import { useErrorTexts } from "@/components/forms/error-texts";
import { Button } from "@/components/ui/button";
import { MessagePage } from "@/components/ui/page";

/** Rendered in the browser, when the server may not respond: so its texts came with the page. */
export default function ErrorPage({ retry }: { error: unknown; retry: () => void }) {
  const texts = useErrorTexts();
  return (
    <MessagePage heading={texts.heading} description={texts.description}>
      <Button onClick={retry}>{texts.retry}</Button>
    </MessagePage>
  );
}
