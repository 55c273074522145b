import { getFormatter, getTranslations } from "next-intl/server";
import { Moment } from "@/components/account/moment";
import { DevicesForm } from "@/components/settings/devices-form";
import type { Description } from "@/components/ui/card";
import { PageHeading } from "@/components/ui/page";
import { listSessions, type SignedInDevice } from "@/lib/features/sessions/devices";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { getDeps } from "@/lib/http/deps";
import { readReverification } from "@/lib/http/reverify-from-form";
import { fieldErrorTexts, texts } from "@/lib/i18n/messages";
import { signOutDevices } from "./actions";

/** The third tab, on the page and in the modal alike. */
export async function Devices({ session }: { session: CurrentSession }) {
  const messages = await texts("devices");
  const devices = await listSessions(getDeps(), session.user.id, session.id);
  return (
    <>
      <PageHeading heading={messages.heading} description={messages.description} />
      <DevicesForm
        username={session.user.username}
        devices={await Promise.all(devices.map(deviceView))}
        reverification={await readReverification(session)}
        action={signOutDevices}
        texts={{ devices: messages, reverification: await texts("reverification") }}
        errorTexts={await fieldErrorTexts()}
      />
    </>
  );
}

async function deviceView({ id, current, browser, system, ip, createdAt, lastSeenAt, factors }: SignedInDevice) {
  const t = await getTranslations("devices");
  const home = await getTranslations("home.session");
  const format = await getFormatter();
  const items: Description[] = [
    [t("ip"), ip],
    [t("since"), <Moment key="since" at={createdAt} dateStyle="medium" timeStyle="short" />],
    [t("with"), format.list(factors.map((factor) => home(`factors.${factor}`)))],
    [t("lastSeen"), format.relativeTime(lastSeenAt, getDeps().clock.now())],
  ];
  return { id, current, name: t("onSystem", { browser, system }), items };
}
