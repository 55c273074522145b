import { BasicSettings } from "@/app/(console)/settings/basic-settings";
import { requireSession } from "@/lib/http/guards";

export { generateMetadata } from "@/app/(console)/settings/page";

export default async function SettingsInModal() {
  return <BasicSettings session={await requireSession("/settings")} />;
}
