"use client";

import { createContext, type ReactNode, useContext, useEffect } from "react";
import english from "@/lib/i18n/messages/en.error.json";

/** Texts for when the server cannot be asked for any: each page brings them along, in its language alone. */
type ErrorTexts = typeof english & { lang: string; dir: "ltr" | "rtl" };

const ENGLISH: ErrorTexts = { ...english, lang: "en", dir: "ltr" };

const ErrorTextsContext = createContext(ENGLISH);

let shown = ENGLISH;

export function ErrorTextsProvider({ texts, children }: { texts: ErrorTexts; children: ReactNode }) {
  useEffect(() => {
    shown = texts;
  }, [texts]);
  return <ErrorTextsContext value={texts}>{children}</ErrorTextsContext>;
}

export function useErrorTexts(): ErrorTexts {
  return useContext(ErrorTextsContext);
}

/** Returns the texts of the page that is shown, outside of React and where React has no page; English before the first one. */
export function currentErrorTexts(): ErrorTexts {
  return shown;
}
