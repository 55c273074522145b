import { InvalidArgumentError } from "commander";
import { emailSchema } from "@/lib/features/account/schema";
import { sendTestMail } from "@/lib/features/notifications/delivery";
import { printable } from "@/lib/platform/log";
import type { MailStage } from "@/lib/platform/mail/transport";
import { fail, type Subcommand } from "./subcommand";

const STAGES: Record<MailStage, string> = {
  dns: "DNS: the name of the server cannot be resolved",
  connect: "Connect: the server cannot be reached",
  tls: "TLS: no secure connection",
  login: "Login: the server rejects the user or password",
  refused: "Refused: the server rejects this email",
  provider: "Provider: the email service failed",
};

const OUTBOX_ONLY =
  "Email is not set up: neither RESEND_API_KEY nor SMTP_URL is set. Emails stay in the outbox, at /admin/outbox for administrators";

export const sendTestEmail: Subcommand = (program, run) => {
  program
    .command("send-test-email")
    .description("send an email now, and name the stage at which it fails")
    .argument("<address>", "where to", readAddress)
    .option("--json", "print one JSON object")
    .action((address: string, options) =>
      run(options, async ({ deps }) => {
        const sent = await sendTestMail(deps, { to: address });
        if (sent.ok) return { text: `Accepted by ${printable(sent.value.acceptedBy)} for ${address}`, json: sent.value };
        if (sent.problem.stage === "outbox") return fail(OUTBOX_ONLY);
        return fail(`${STAGES[sent.problem.stage]} (${sent.problem.reason})`);
      }),
    );
};

function readAddress(value: string): string {
  const parsed = emailSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError("It must be one address, like name@example.com.");
}
