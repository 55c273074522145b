import { Button } from "@/components/ui/button";
import type { ActionFrame } from "./action-frame";

/** In the place of a form that has done its work, and of what had the focus in it: see use-swap-focus.ts. */
export function Outcome({ frame, text, closeText }: { frame: ActionFrame; text: string; closeText: string }) {
  return (
    <>
      <p
        role="status"
        tabIndex={-1}
        data-swap-focus
        className="my-6 rounded-field border border-transparent bg-accent-soft px-4 py-3 font-medium"
      >
        {text}
      </p>
      <div className="flex justify-end">{frame.close ? <Button onClick={frame.close}>{closeText}</Button> : frame.cancel}</div>
    </>
  );
}
