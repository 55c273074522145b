"use client";

import { type ReactNode, type RefObject, useRef } from "react";
import { CodeField, type FieldProps } from "@/components/forms/field";
import { FormError, FormIdentity, SubmitButton } from "@/components/forms/form";
import { type FormFrame, StepHeading } from "@/components/forms/form-frame";
import { buttonClass } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import type { Messages } from "@/lib/i18n/messages";

/** The secret of a new entry in the app, alone and as the address that adds the entry. */
export type SetupKey = { secret: string; otpauthUri: string };

type ScanStepProps = {
  setupKey: SetupKey;
  qrCode: ReactNode;
  frame: FormFrame;
  form: React.ComponentProps<"form">;
  codeField: FieldProps;
  problem: string | undefined;
  outcome: string;
  pending: boolean;
  texts: Messages["enrolment"];
};

/** App, QR code, first code: the three things to do. */
export function ScanStep({ setupKey, qrCode, frame, form, codeField, problem, outcome, pending, texts }: ScanStepProps) {
  const messages = texts.form;
  const code = useRef<HTMLInputElement>(null);
  return (
    <>
      <StepHeading frame={frame}>{texts.title}</StepHeading>
      <form {...form} className="mt-6">
        <FormIdentity />
        <FormError text={problem} outcome={outcome} />
        <ol className="grid gap-6">
          <NumberedStep number={1} heading={messages.appsHeading}>
            <p className="text-muted-foreground">{messages.appsDescription}</p>
            <AuthenticatorApps texts={messages} />
          </NumberedStep>
          <NumberedStep number={2} heading={<ByPointer fine={messages.scanHeading} coarse={messages.addHeading} />}>
            <AddEntry {...{ setupKey, qrCode, code }} texts={messages} />
          </NumberedStep>
          <NumberedStep number={3} heading={messages.codeHeading}>
            <div className="mt-2">
              <CodeField {...codeField} ref={code} label={messages.code} placeholder={messages.codePlaceholder} inputMode="numeric" />
            </div>
          </NumberedStep>
        </ol>
        <div className="mt-7 flex flex-wrap justify-end gap-3">
          {frame.cancel}
          <SubmitButton pending={pending} pendingText={messages.pending}>
            {messages.submit}
          </SubmitButton>
        </div>
      </form>
    </>
  );
}

/** One numbered step of the instructions. */
function NumberedStep({ number, heading, children }: { number: number; heading: ReactNode; children: ReactNode }) {
  return (
    <li className="grid grid-cols-[2rem_1fr] gap-x-3">
      <span
        aria-hidden="true"
        className="grid size-8 place-items-center rounded-full border border-transparent bg-accent-soft font-semibold text-accent-strong"
      >
        {number}
      </span>
      <div className="min-w-0">
        <p className="min-h-8 pt-1 font-semibold">{heading}</p>
        {children}
      </div>
    </li>
  );
}

/** One of two texts: a phone cannot scan its own screen. */
function ByPointer({ fine, coarse }: { fine: string; coarse: string }) {
  return (
    <>
      <span className="pointer-coarse:hidden">{fine}</span>
      <span className="hidden pointer-coarse:inline">{coarse}</span>
    </>
  );
}

type AddEntryProps = {
  setupKey: SetupKey;
  qrCode: ReactNode;
  code: RefObject<HTMLInputElement | null>;
  texts: Messages["enrolment"]["form"];
};

/**
 * The setup key for the app: as a QR code with the key below, or, where the app is likely on the same device, as a link that opens the
 * app, with the key, and the QR code folded. By style alone, so that no script moves what is being read.
 */
function AddEntry({ setupKey, qrCode, code, texts }: AddEntryProps) {
  return (
    <div className="mt-2 grid gap-5 sm:grid-cols-[15rem_1fr] sm:pointer-coarse:grid-cols-1">
      <div className="pointer-coarse:hidden">{qrCode}</div>
      <div className="hidden pointer-coarse:block">
        <a href={setupKey.otpauthUri} onClick={() => code.current?.focus()} className={buttonClass("plain")}>
          {texts.openApp}
        </a>
      </div>
      <SecretText secret={setupKey.secret} texts={texts} />
      <details className="hidden pointer-coarse:block">
        <summary className="min-h-11 cursor-pointer py-2.5 font-medium">{texts.showQrCode}</summary>
        <div className="mt-2">{qrCode}</div>
      </details>
    </div>
  );
}

/** The secret in groups of four, for manual entry; copied without the spaces. */
function SecretText({ secret, texts }: { secret: string; texts: Messages["enrolment"]["form"] }) {
  const shown = useRef<HTMLElement>(null);
  return (
    <div>
      <p className="text-sm text-muted-foreground">
        <ByPointer fine={texts.secretDescription} coarse={texts.keyDescription} />
      </p>
      <code
        ref={shown}
        translate="no"
        className="mt-2 mb-3 block rounded-field border border-transparent bg-muted px-3 py-2.5 font-mono text-[0.95rem] leading-7"
      >
        {secret.match(/.{1,4}/g)?.join(" ")}
      </code>
      <CopyButton text={secret} shown={shown} label={texts.copy} copied={texts.copied} failed={texts.copyFailed} />
    </div>
  );
}

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

function AuthenticatorApps({ texts }: { texts: Messages["enrolment"]["form"] }) {
  return (
    <ul className="mt-1 flex flex-wrap gap-x-5">
      {APPS.map(({ name, href, openSource }) => (
        <li key={name} className="text-muted-foreground">
          <a
            href={href}
            target="_blank"
            rel="noreferrer"
            className="inline-flex min-h-11 items-center font-medium text-accent underline underline-offset-4"
          >
            <span translate="no">{name}</span>
            <span className="sr-only">{` (${texts.newTab})`}</span>
          </a>
          {openSource && <span>{` (${texts.openSource})`}</span>}
        </li>
      ))}
    </ul>
  );
}
