import { Devices } from "@/app/(console)/settings/devices/devices";
import { requireSession } from "@/lib/http/guards";

export { generateMetadata } from "@/app/(console)/settings/devices/page";

export default async function DevicesInModal() {
  return <Devices session={await requireSession("/settings/devices")} />;
}
