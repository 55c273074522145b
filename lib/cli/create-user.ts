import { InvalidArgumentError, Option } from "commander";
import { createUser as create } from "@/lib/features/account/accounts";
import { emailSchema, usernameSchema } from "@/lib/features/account/schema";
import type { CreateUserProblem } from "@/lib/features/account/types";
import { inviteAsOperator } from "@/lib/features/administration/invite-user";
import type { WeakPasswordProblem } from "@/lib/features/passwords/find-weakness";
import { PASSWORD_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import { passwordFormProblem, passwordProblem, USERNAME_RULE } from "@/lib/server/first-administrator";
import { type Answer, type Context, fail, type Subcommand } from "./subcommand";
import { readPassword } from "./terminal";
import { findUserOrFail, userRow } from "./users";

type Options = { username: string; password?: string; passwordStdin?: boolean; email?: string; admin?: boolean; json?: boolean };

export const createUser: Subcommand = (program, run) => {
  program
    .command("create-user")
    .description("create an account; without a password, print a one-time link to set one")
    .requiredOption("--username <name>", "the username to sign in with", readUsername)
    .addOption(new Option("--password <password>", "the password; visible to everyone who can list processes").conflicts("passwordStdin"))
    .option("--password-stdin", "read the password from standard input, without the line break at its end")
    .option("--email <address>", "the email address of the user", readEmail)
    .option("--admin", "make the account an administrator")
    .option("--json", "print one JSON object")
    .action(async (options: Options) => {
      const password = options.passwordStdin ? await readPassword() : options.password;
      const malformed = password === undefined ? null : passwordFormProblem(password);
      if (malformed) fail(`The password ${malformed}`);
      await run(options, (context) => addUser(context, options, password), { mayCreate: true });
    });
};

/** `link` is null where the password was given. */
async function addUser(context: Context, options: Options, password: string | undefined): Promise<Answer> {
  const { username, email = null, admin = false } = options;
  const account = { username, email, admin, actorUserId: null, client: null };
  const created =
    password === undefined ? await inviteAsOperator(context.deps, account) : await create(context.deps, { ...account, password });
  if (!created.ok) fail(problemText(created.problem));
  const link = "link" in created.value ? created.value.link : null;
  const user = await findUserOrFail(context, username);
  const text = `Created ${admin ? "the administrator" : "the user"} "${user.username}" in ${context.database}`;
  const warning = link && !context.deps.config.appUrlIsSet ? LINK_WITHOUT_APP_URL : undefined;
  return { text: link ? `${text}. ${linkText(link)}` : text, json: { ...userRow(user), link }, warning };
}

const LINK_WITHOUT_APP_URL =
  "Warning: the link works on this machine only, because APP_URL is not set: set it to the value that the server has";

function linkText(link: string): string {
  return `This link sets the password. It works once, within ${PASSWORD_LINK_LIFETIME_SECONDS / 3600} hours:\n${link}`;
}

function problemText(problem: CreateUserProblem | WeakPasswordProblem): string {
  if (problem.code === "username-taken") return "This username is taken";
  if (problem.code === "username-too-similar") return "This username is too similar to an existing one";
  if (problem.code === "email-taken") return "This address belongs to another account";
  return `The password ${passwordProblem(problem)}`;
}

function readUsername(value: string): string {
  const parsed = usernameSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`It ${USERNAME_RULE}.`);
}

function readEmail(value: string): string {
  const parsed = emailSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError("It must be one address, like name@example.com.");
}
