"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { ACTOR_FIELD, ATTEMPT_FIELD, type FormAnswer, type FormName, PAGE_FIELD } from "@/lib/http/form-state";

/**
 * What the forms of a page carry and show: the user whom the page was made for, a random id of this copy of it, and the answer
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
 * The hidden fields of a form: every form has this, as actions refuse what does not say for whom it was made. A form stays that of
 * the user whom it was first shown to, with what was entered in it, also when the page around it is read again for another;
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

/** The answer that waits for the form of that name, of that attempt where it belongs to one. A form opened later starts without it. */
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
