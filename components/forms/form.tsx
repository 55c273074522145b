"use client";

import { type ComponentProps, createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { Button, type ButtonVariant } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { ACTOR_FIELD, ATTEMPT_FIELD, type FormAnswer, type FormName, PAGE_FIELD } from "@/lib/http/form-state";
import { SLOW_ANSWER_MS } from "@/lib/policy";
import { useErrorTexts } from "./error-texts";

/**
 * The data of a page's forms: the user whom the page was rendered for, a random id of this rendering, and the answer
 * to a form that was sent without JavaScript or before a sign-in.
 */
type FormPage = { actor: string | null; page: string; answer: FormAnswer | null };

type Shown = { current: FormAnswer | null };

const FormPageContext = createContext<FormPage & { shown: Shown }>({ actor: null, page: "", answer: null, shown: { current: null } });

export function FormPageProvider({ children, actor, page, answer }: FormPage & { children: ReactNode }) {
  const shown = useRef<FormAnswer>(null);
  const value = useMemo(() => ({ actor, page, answer, shown }), [actor, page, answer]);
  return <FormPageContext value={value}>{children}</FormPageContext>;
}

/**
 * The hidden fields of every form: actions refuse a form that names no user. A form belongs to
 * the user whom it was first shown to, with its input, even when the page around it is refreshed for another user;
 * `live` follows the page, for a button beside the name of the user.
 */
export function FormIdentity({ attempt, live = false }: { attempt?: string; live?: boolean }) {
  const { actor: current, page } = useContext(FormPageContext);
  const [first] = useState(current);
  const actor = live ? current : first;
  return (
    <>
      {actor && <input type="hidden" name={ACTOR_FIELD} value={actor} />}
      {attempt && <input type="hidden" name={ATTEMPT_FIELD} value={attempt} />}
      <input type="hidden" name={PAGE_FIELD} value={page} />
    </>
  );
}

/** The same for an action that is called without a form. */
export function useIdentity(): () => FormData {
  const { actor } = useContext(FormPageContext);
  return useCallback(() => {
    const data = new FormData();
    if (actor) data.set(ACTOR_FIELD, actor);
    return data;
  }, [actor]);
}

/** The stored answer for the form of that name and attempt. A form opened later starts without it. */
export function useWaitingAnswer(name: FormName, attempt?: string): FormAnswer["state"] | null {
  const { answer, shown } = useContext(FormPageContext);
  const [own] = useState(() => {
    const isForAnother = answer?.form !== name || (attempt !== undefined && answer.owner !== attempt);
    return isForAnother || shown.current === answer ? null : answer;
  });
  useEffect(() => {
    if (own) shown.current = own;
  }, [own, shown]);
  return own?.state ?? null;
}

type SubmitButtonProps = {
  pending: boolean;
  waiting?: boolean;
  children: ReactNode;
  pendingText: string;
  variant?: ButtonVariant;
  className?: string;
};

/**
 * Shows that the form is being sent, and that the answer is slow: after a while, or at once on another press. Stays
 * focusable then: `disabled` would move the focus to the top of the page.
 */
export function SubmitButton({ pending, waiting = false, children, pendingText, variant, className }: SubmitButtonProps) {
  const [isSlow, setSlow] = useState(false);
  const texts = useErrorTexts();
  useEffect(() => {
    setSlow(false);
    if (!pending) return;
    const timer = setTimeout(() => setSlow(true), SLOW_ANSWER_MS);
    return () => clearTimeout(timer);
  }, [pending]);
  const slow = pending && isSlow;
  return (
    <>
      <Button
        type="submit"
        variant={variant}
        className={className}
        aria-disabled={pending || waiting}
        onClick={() => pending && setSlow(true)}
      >
        {pending ? (slow ? texts.slow : pendingText) : children}
      </Button>
      <span role="status" className="sr-only">
        {slow && texts.slow}
      </span>
    </>
  );
}

/** The error of the whole form, announced; a repeated error is a new element. Nothing without an error. */
export function FormError({ text, outcome }: { text: string | undefined; outcome: number | string }) {
  if (!text) return null;
  return (
    <Notice key={outcome} variant="danger" role="alert">
      {text}
    </Notice>
  );
}

type AnnouncementProps = { outcome: number | string; text: string | undefined; className?: string } & Pick<
  ComponentProps<"span">,
  "tabIndex"
>;

/**
 * Announces the outcome when the screen reader pauses. The region stays, and each outcome is a new element in it; with a
 * `tabIndex` it can take the focus of a form that it replaces (`useFocusOnSwap`).
 */
export function Announcement({ outcome, text, className, tabIndex }: AnnouncementProps) {
  return (
    <p role="status" className={className}>
      {text && (
        <span key={outcome} tabIndex={tabIndex} data-swap-focus={tabIndex === undefined ? undefined : true} className="rounded-field">
          {text}
        </span>
      )}
    </p>
  );
}
