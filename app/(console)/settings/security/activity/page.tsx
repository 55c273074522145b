import type { Metadata } from "next";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { requireSession } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";
import { AllActivity } from "./activity";

type Props = { searchParams: Promise<Record<string, unknown>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await texts("activity")).heading };
}

export default async function ActivityPage({ searchParams }: Props) {
  const session = await requireSession("/settings/security/activity");
  return (
    <>
      <SettingsTabs inModal={false} texts={(await texts("settings")).tabs} />
      <AllActivity session={session} inModal={false} query={await searchParams} />
    </>
  );
}
