import type { Messages } from "@/lib/i18n/messages";

const APPS = [
  { name: "Authy", href: "https://www.authy.com/download/", openSource: false },
  { name: "Microsoft Authenticator", href: "https://www.microsoft.com/en-us/security/mobile-authenticator-app", openSource: false },
  {
    name: "Google Authenticator",
    href: "https://play.google.com/store/apps/details?id=com.google.android.apps.authenticator2",
    openSource: false,
  },
  { name: "Ente Auth", href: "https://ente.io/auth/", openSource: true },
];

export function AuthenticatorApps({ texts }: { texts: Messages["enrolment"]["form"] }) {
  return (
    <ul className="mt-1 flex flex-wrap gap-x-5">
      {APPS.map(({ name, href, openSource }) => (
        <li key={name} className="text-quiet">
          <a
            href={href}
            target="_blank"
            rel="noreferrer"
            className="inline-flex min-h-11 items-center font-medium text-accent underline underline-offset-4"
          >
            <span>{name}</span>
            <span className="sr-only">{` (${texts.newTab})`}</span>
          </a>
          {openSource && <span>{` (${texts.openSource})`}</span>}
        </li>
      ))}
    </ul>
  );
}
