import type { Deps } from "@/lib/platform/deps";
import type { Mail, MailFailure, MailTransport } from "@/lib/platform/mail/transport";
import { err, ok } from "@/lib/platform/result";

export type RecordingTransport = MailTransport & {
  sent: Mail[];
  /** Set: every email fails this way. */
  failure: MailFailure | null;
  /** Called before each answer, to inspect or change state during sending. */
  whileSending: () => Promise<void>;
};

export function recordingTransport(): RecordingTransport {
  const transport: RecordingTransport = {
    description: "a recording",
    sent: [],
    failure: null,
    whileSending: async () => {},
    async send(mail) {
      await transport.whileSending();
      if (transport.failure) return err(transport.failure);
      transport.sent.push(mail);
      return ok(null);
    },
  };
  return transport;
}

/** `deps` of a console that sends email. */
export function withMail(deps: Deps, mailTransport: MailTransport): Deps {
  const via = { kind: "smtp" as const, url: new URL("smtp://127.0.0.1:1") };
  return { ...deps, mailTransport, config: { ...deps.config, mail: { from: { name: "Latchkey", address: "console@example.com" }, via } } };
}
