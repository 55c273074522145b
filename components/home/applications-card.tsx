import { AppWindow, ArrowUpRight } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { Card } from "@/components/ui/card";

/** The applications behind forward authentication; nothing where there is none. */
export async function ApplicationsCard({ origins }: { origins: readonly string[] }) {
  if (origins.length === 0) return null;
  const t = await getTranslations("home.applications");
  return (
    <Card id="home-applications" heading={t("heading")}>
      <ul className="grid gap-2 sm:grid-cols-2 lg:grid-cols-1">
        {origins.map((origin) => (
          <li key={origin}>
            <a
              href={origin}
              className="flex min-h-12 items-center gap-3 rounded-field border border-divider px-3 py-2 font-medium hover:bg-muted"
            >
              <AppWindow aria-hidden="true" className="size-5 shrink-0 text-accent" />
              <bdi className="min-w-0 grow wrap-anywhere">{new URL(origin).host}</bdi>
              <ArrowUpRight aria-hidden="true" className="size-4 shrink-0 text-muted-foreground rtl:-scale-x-100" />
            </a>
          </li>
        ))}
      </ul>
    </Card>
  );
}
