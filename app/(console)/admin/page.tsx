import { getTranslations } from "next-intl/server";
import { administrationMetadata, pageOrNotFound } from "@/app/(console)/page-or-not-found";
import { OverviewCounts } from "@/components/home/overview";
import { PageHeading } from "@/components/ui/page";
import { readOverview } from "@/lib/features/administration/read-overview";
import { getDeps } from "@/lib/http/deps";
import { requireAdministrator } from "@/lib/http/guards";

export async function generateMetadata() {
  return administrationMetadata((await getTranslations("home.overview"))("heading"));
}

/** The overview of the home page by itself. */
export default pageOrNotFound(async function AdministrationPage() {
  await requireAdministrator("/admin");
  return (
    <div data-wide>
      <PageHeading heading={(await getTranslations("home.overview"))("heading")} />
      <OverviewCounts {...(await readOverview(getDeps()))} />
    </div>
  );
});
