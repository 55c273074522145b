"use client";

import { Eye, EyeOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useHydrated } from "@/components/ui/hydrated";
import { Field, type LabeledFieldProps } from "./field";

type PasswordFieldProps = Omit<LabeledFieldProps, "type" | "trailing" | "ref"> & {
  /** The name of the button that shows what is entered. */
  showText: string;
  autoComplete: "current-password" | "new-password";
};

/**
 * A password, with a button that shows it while it is entered. The form hides it again when it is submitted, so that browsers offer to
 * save it and nothing stays readable while the answer is on its way. Without JavaScript there is no button.
 */
export function PasswordField({ showText, className = "", ...field }: PasswordFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isShown, setShown] = useState(false);
  const hydrated = useHydrated();
  useEffect(() => {
    const form = input.current?.form;
    const hide = () => setShown(false);
    form?.addEventListener("submit", hide);
    return () => form?.removeEventListener("submit", hide);
  }, []);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <Field
      {...field}
      ref={input}
      type={isShown ? "text" : "password"}
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      className={`pe-13 ${className}`}
      trailing={
        hydrated && (
          <button
            type="button"
            aria-pressed={isShown}
            onClick={() => setShown(!isShown)}
            className="absolute inset-y-0 end-0 grid w-12 place-items-center rounded-field text-muted-foreground hover:text-foreground"
          >
            <Icon className="size-5" aria-hidden="true" />
            {/* Text and not a label: a page's field `Password` is found by that name alone. */}
            <span className="sr-only">{showText}</span>
          </button>
        )
      }
    />
  );
}
