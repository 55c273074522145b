import { FormIdentity } from "@/components/forms/form-page";
import type { Messages } from "@/lib/i18n/messages";

const CHOICES = ["light", "dark", "system"] as const;

type Props = { current: (typeof CHOICES)[number]; texts: Messages["theme"]; action: (data: FormData) => Promise<void> };

/** Three buttons of one form: works without JavaScript, and remembers in a cookie. */
export function ThemeSwitch({ current, texts, action }: Props) {
  return (
    <form action={action}>
      <FormIdentity />
      <fieldset className="flex items-center gap-1">
        <legend className="sr-only">{texts.legend}</legend>
        {CHOICES.map((theme) => (
          <button
            key={theme}
            type="submit"
            name="theme"
            value={theme}
            aria-pressed={theme === current}
            className="min-h-11 rounded-field border border-transparent px-3 text-sm text-quiet hover:bg-sunken aria-pressed:bg-accent-soft aria-pressed:font-semibold aria-pressed:text-accent-strong"
          >
            {texts[theme]}
          </button>
        ))}
      </fieldset>
    </form>
  );
}
