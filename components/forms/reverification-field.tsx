"use client";

import { Button } from "@/components/ui/button";
import { SEND_REVERIFICATION_CODE } from "@/lib/features/reverification/schema";
import { type FormState, type ReverificationView, reverificationAfter } from "@/lib/http/form-state";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { useCountdown } from "./countdown";
import { CodeField, type FieldProps } from "./field";
import { Announcement } from "./form";
import { PasswordField } from "./password-field";

/** What a form that asks for reverification gets from its page. */
export type ReverifiedFormProps = {
  username: string;
  /** What to ask for when the page was made. */
  reverification: ReverificationView;
  reverificationTexts: Messages["reverification"];
  errorTexts: FieldErrorTexts;
};

type ReverificationFieldProps = Omit<ReverifiedFormProps, "errorTexts"> & {
  /** The form to reverify for, as `useServerForm` returns it: its last answer may ask for another factor. */
  server: { field: (name: string) => FieldProps; state: FormState };
};

/** The check in the browser of a form whose only input is the reverification. */
export const loadReverificationSchema = () =>
  import("@/lib/features/reverification/schema").then(({ reverificationSchema }) => reverificationSchema);

const NOT_RECENT = { seconds: 0 };

/**
 * The reverification within a form. With 2FA on the field is always present, and may be empty while an earlier
 * reverification is recent, as its label says; otherwise it appears when one is due, also when it expires while the page
 * is open. Not `required`: the server's message asks for it.
 */
export function ReverificationField({ username, reverification, reverificationTexts: texts, server }: ReverificationFieldProps) {
  const { state } = server;
  const { method, recent } = reverificationAfter(reverification, state);
  const field = server.field("reverification");
  const label = texts.labels[method];
  const left = useCountdown(recent ?? NOT_RECENT);
  if (method === "two-factor-code") {
    const optional = left > 0;
    return (
      <CodeField
        {...field}
        label={label}
        aside={optional ? optionalText(left, texts) : undefined}
        hint={optional ? texts.recent : texts.hints[method]}
        placeholder={texts.placeholders[method]}
        required={false}
        aria-required={!optional}
      />
    );
  }
  if (left > 0) return null;
  if (method === "password") {
    return (
      <>
        <input type="text" autoComplete="username" value={username} readOnly hidden />
        <PasswordField
          {...field}
          label={label}
          hint={texts.hints[method]}
          showText={texts.showPassword}
          autoComplete="current-password"
          aria-required
        />
      </>
    );
  }
  return (
    <div className="grid gap-3">
      {/* Enter in a field presses the first button of its form, which is not to be `Send code`. */}
      <button type="submit" hidden />
      <CodeField
        {...field}
        label={label}
        hint={texts.hints[method]}
        placeholder={texts.placeholders[method]}
        required={false}
        aria-required
      />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button type="submit" variant="plain" name="intent" value={SEND_REVERIFICATION_CODE} formNoValidate>
          {texts.send}
        </Button>
        <Announcement outcome={field.outcome ?? ""} text={state.reverificationNotice} className="text-sm text-muted-foreground" />
      </div>
    </div>
  );
}

/** Rounded down, so that the real time is never shorter. */
function optionalText(seconds: number, { optional, optionalShortly }: Messages["reverification"]): string {
  return seconds < 60 ? optionalShortly : optional.replace("{minutes}", String(Math.floor(seconds / 60)));
}
