import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { currentSession } from "@/lib/http/guards";
import { isMarkedNotFound } from "@/lib/http/not-found";
import NotFoundMessage from "./not-found";

/**
 * A page that may answer with 404 (`answerNotFound`, also by its guard). What Next shows for that is rendered in the browser alone;
 * this is in the HTML, so that it is there without JavaScript too.
 */
export function pageOrNotFound<Props>(page: (props: Props) => Promise<ReactNode>) {
  return async (props: Props): Promise<ReactNode> => {
    try {
      return await page(props);
    } catch (error) {
      if (!isMarkedNotFound()) throw error;
      return <NotFoundMessage />;
    }
  };
}

export async function notFoundMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("notFound"))("title") };
}

/** The title of a page of administrators; for all others, who get 404, that of a missing page. */
export async function administrationMetadata(title: string): Promise<Metadata> {
  return (await currentSession())?.user.admin ? { title } : notFoundMetadata();
}
