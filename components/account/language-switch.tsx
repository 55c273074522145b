import { ChevronDown, Languages } from "lucide-react";
import { FormIdentity } from "@/components/forms/form";
import { LOCALES, type Locale } from "@/lib/i18n/locales";

type LanguageSwitchProps = { current: Locale; label: string; action: (data: FormData) => Promise<void> };

/**
 * The languages, each named in itself, folded under the one that is shown. Buttons of one form: works without JavaScript; with it, the
 * page changes in place and keeps what was entered.
 */
export function LanguageSwitch({ current, label, action }: LanguageSwitchProps) {
  const shown = LOCALES.find(({ tag }) => tag === current) ?? LOCALES[0];
  return (
    <details className="group">
      <summary className="flex min-h-11 w-fit cursor-pointer list-none items-center gap-2 rounded-field px-3 text-sm text-muted-foreground hover:bg-muted [&::-webkit-details-marker]:hidden">
        <Languages aria-hidden="true" className="size-4 shrink-0" />
        <span className="sr-only">{`${label}: `}</span>
        <span lang={shown.tag}>{shown.name}</span>
        <ChevronDown aria-hidden="true" className="size-4 shrink-0 group-open:rotate-180" />
      </summary>
      <form action={action}>
        <FormIdentity />
        <fieldset className="grid grid-cols-2 gap-1">
          <legend className="sr-only">{label}</legend>
          {LOCALES.map(({ tag, name, direction }) => (
            <button
              key={tag}
              type="submit"
              name="language"
              value={tag}
              lang={tag}
              dir={direction}
              aria-pressed={tag === current}
              className="min-h-11 rounded-field border border-transparent px-3 text-start text-sm text-muted-foreground hover:bg-muted aria-pressed:bg-accent-soft aria-pressed:font-semibold aria-pressed:text-accent-strong"
            >
              {name}
            </button>
          ))}
        </fieldset>
      </form>
    </details>
  );
}
