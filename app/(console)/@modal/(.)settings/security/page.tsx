import { SecuritySettings } from "@/app/(console)/settings/security/security-settings";
import { requireSession } from "@/lib/http/guards";

export { generateMetadata } from "@/app/(console)/settings/security/page";

export default async function SecurityInModal() {
  return <SecuritySettings session={await requireSession("/settings/security")} inModal />;
}
