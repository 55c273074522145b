import { LocalTime } from "@/components/ui/local-time";
import type { Messages } from "@/lib/i18n/messages";
import type { BackupCodesFile, IssuedCodes } from "./backup-codes-file";

type Props = { issued: IssuedCodes; file: BackupCodesFile; texts: Messages["enrolment"]["codes"]["paper"] };

/** What a sheet of paper has to say about the codes on it; in print only. */
export function CodesOnPaper({ issued, file, texts }: Props) {
  const utc = `${issued.createdAt.slice(0, 16).replace("T", " ")} UTC`;
  const rows = [
    [texts.console, file.console],
    [texts.account, file.account],
    [texts.created, <LocalTime key="created" at={issued.createdAt} utc={utc} style={{ dateStyle: "long", timeStyle: "short" }} />],
  ] as const;
  return (
    <dl className="my-4 hidden print:block">
      {rows.map(([name, value]) => (
        <div key={name} className="flex gap-x-3">
          <dt className="shrink-0 font-semibold">{name}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
