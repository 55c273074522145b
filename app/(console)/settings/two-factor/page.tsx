import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FormIdentity } from "@/components/forms/form";
import { EnrolmentFlow, type EnrolmentStep } from "@/components/two-factor/enrolment-flow";
import { QrCode } from "@/components/two-factor/qr-code";
import { buttonClass } from "@/components/ui/button";
import { PageCard } from "@/components/ui/card";
import { readTwoFactor } from "@/lib/features/two-factor/two-factor";
import { getDeps } from "@/lib/http/deps";
import { requireSession } from "@/lib/http/guards";
import { closeEnrolment, confirmEnrolment, reverify } from "./actions";
import { enrolmentStep, enrolmentTexts } from "./enrolment";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("enrolment"))("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The enrolment as a page: without JavaScript, or when its URL is opened directly. */
export default async function TwoFactorPage({ searchParams }: Props) {
  const session = await requireSession("/settings/two-factor");
  const { state, confirmedAt } = await readTwoFactor(getDeps(), session.user.id);
  // Reloaded after a renewal, the page has another secret than the named one, and starts no enrolment.
  const renewal = (await searchParams).renew === String(confirmedAt?.getTime());
  const step: EnrolmentStep = state === "enabled" && !renewal ? { step: "on" } : await enrolmentStep(session);
  const texts = await enrolmentTexts(session.user.username, state);
  const messages = texts.texts.form;
  const cancel = (
    <button type="submit" form="leave" className={buttonClass("plain")}>
      {messages.cancel}
    </button>
  );
  return (
    <PageCard>
      <form id="leave" action={closeEnrolment}>
        <FormIdentity />
      </form>
      <EnrolmentFlow
        {...texts}
        step={step}
        frame={{ headingId: "enrolment", inDialog: false, cancel }}
        actions={{ reverify, confirm: confirmEnrolment, close: closeEnrolment }}
        qrCode={step.step === "scan" && <QrCode value={step.otpauthUri} name={messages.qrCode} />}
      />
    </PageCard>
  );
}
