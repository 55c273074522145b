import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import NotFoundMessage from "./(console)/not-found";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("notFound"))("title") };
}

export default function NotFound() {
  return (
    <main>
      <NotFoundMessage />
    </main>
  );
}
