import { AllActivity } from "@/app/(console)/settings/security/activity/activity";
import { requireSession } from "@/lib/http/guards";

export { generateMetadata } from "@/app/(console)/settings/security/activity/page";

type Props = { searchParams: Promise<Record<string, unknown>> };

export default async function ActivityInModal({ searchParams }: Props) {
  return <AllActivity session={await requireSession("/settings/security/activity")} inModal query={await searchParams} />;
}
