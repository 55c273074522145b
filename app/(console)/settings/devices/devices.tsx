import { getFormatter, getTranslations } from "next-intl/server";
import { Moment } from "@/components/account/moment";
import { DevicesForm } from "@/components/settings/devices-form";
import type { Description } from "@/components/ui/card";
import { PageHeading } from "@/components/ui/page";
import { listSessions, type SignedInDevice } from "@/lib/features/sessions/devices";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { getDeps } from "@/lib/http/deps";
import { readProof } from "@/lib/http/reverify-from-form";
import { fieldErrorTexts, texts } from "@/lib/i18n/messages";
import { signOutDevices } from "./actions";

/** The third tab, on the page and in the modal alike. */
export async function Devices({ session }: { session: CurrentSession }) {
  const words = await texts("devices");
  const devices = await listSessions(getDeps(), session.user.id, session.id);
  return (
    <>
      <PageHeading heading={words.heading} lead={words.lead} />
      <DevicesForm
        username={session.user.username}
        devices={await Promise.all(devices.map(deviceView))}
        proof={await readProof(session)}
        action={signOutDevices}
        texts={{ devices: words, proof: await texts("proof") }}
        errorTexts={await fieldErrorTexts()}
      />
    </>
  );
}

async function deviceView({ id, current, browser, system, ip, createdAt, lastSeenAt, factors }: SignedInDevice) {
  const t = await getTranslations("devices");
  const home = await getTranslations("home.session");
  const format = await getFormatter();
  const facts: Description[] = [
    [t("ip"), ip],
    [t("since"), <Moment key="since" at={createdAt} dateStyle="medium" timeStyle="short" />],
    [t("with"), format.list(factors.map((factor) => home(`factors.${factor}`)))],
    [t("lastSeen"), format.relativeTime(lastSeenAt, getDeps().clock.now())],
  ];
  return { id, current, name: t("onSystem", { browser, system }), facts };
}
