import { LocalTime } from "@/components/ui/local-time";
import { Sentence } from "@/components/ui/sentence";
import type { EnrolmentDone } from "./types";

/** What enabling 2FA has done besides: the devices that were signed out, and the entry in the app that is of no use any more. */
export function EnrolmentEffects({ done }: { done: EnrolmentDone }) {
  return (
    <>
      {done.devicesSignedOut && <p className="mt-2 text-quiet">{done.devicesSignedOut}</p>}
      {done.oldEntry && (
        <p className="mt-2">
          <Sentence>
            {done.oldEntry.before}
            <LocalTime at={done.oldEntry.addedAt} utc={done.oldEntry.addedOn} style={{ dateStyle: "long" }} />
            {done.oldEntry.after}
          </Sentence>
        </p>
      )}
    </>
  );
}
