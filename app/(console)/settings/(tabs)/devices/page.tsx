import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { reverifiedFormProps } from "@/app/(console)/reverified-form";
import { DeviceIcon } from "@/components/account/device-icon";
import { Moment } from "@/components/account/moment";
import { DevicesForm } from "@/components/settings/devices-form";
import { Sentence } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page";
import { listSessions, type SignedInDevice } from "@/lib/features/sessions/devices";
import { getDeps } from "@/lib/http/deps";
import { requireSession } from "@/lib/http/guards";
import { factorList, texts } from "@/lib/i18n/messages";
import { signOutDevices } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await texts("devices")).heading };
}

/** The third tab, on the page and in the modal alike. */
export default async function DevicesPage() {
  const session = await requireSession("/settings/devices");
  const devices = await listSessions(getDeps(), session.user.id, session.id);
  const messages = await texts("devices");
  return (
    <>
      <PageHeading heading={messages.heading} description={messages.description} />
      <DevicesForm
        devices={await Promise.all(devices.map(deviceView))}
        action={signOutDevices}
        texts={messages}
        {...(await reverifiedFormProps(session))}
      />
    </>
  );
}

async function deviceView({ id, current, kind, browser, system, ip, lastSeenAt, factors }: SignedInDevice) {
  const t = await getTranslations("devices");
  const seen = t.rich("seen", { seen: () => <Moment at={lastSeenAt} relative dateStyle="medium" timeStyle="short" /> });
  const signedInWith = t("signedInWith", { factors: await factorList(factors, { inSentence: true }) });
  const facts = [ip, <Sentence key="seen">{seen}</Sentence>, signedInWith];
  return { id, current, icon: <DeviceIcon kind={kind} />, name: t("onSystem", { browser, system }), facts };
}
