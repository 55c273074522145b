import { text } from "node:stream/consumers";
import { InvalidArgumentError, Option } from "commander";
import type { WeakPasswordProblem } from "@/lib/passwords/types";
import { createUser as create } from "@/lib/users/create-user";
import { emailSchema, usernameSchema } from "@/lib/users/schema";
import type { CreateUserProblem } from "@/lib/users/types";
import { passwordFormProblem, passwordProblem, USERNAME_RULE } from "./account-problems";
import { namedUser, userRow } from "./user-row";
import { refuse, type Verb } from "./verb";

type Options = { username: string; password?: string; passwordStdin?: boolean; email?: string; admin?: boolean; json?: boolean };

export const createUser: Verb = (program, run) => {
  program
    .command("create-user")
    .description("add an account")
    .requiredOption("--username <name>", "what the person signs in with", readUsername)
    .addOption(new Option("--password <password>", "the password; seen by everybody who can list processes").conflicts("passwordStdin"))
    .option("--password-stdin", "read the password from standard input")
    .option("--email <address>", "the person's address", readEmail)
    .option("--admin", "make the account an administrator")
    .option("--json", "print one JSON object")
    .action(async (options: Options, command) => {
      const password = options.passwordStdin ? (await text(process.stdin)).replace(/\r?\n$/, "") : options.password;
      if (password === undefined) return command.error("error: one of --password and --password-stdin is needed");
      const malformed = passwordFormProblem(password);
      if (malformed) refuse(`The password ${malformed}`);
      await run(options, (context) => addUser(context, options, password), { mayCreate: true });
    });
};

async function addUser(context: Parameters<typeof namedUser>[0], options: Options, password: string) {
  const { username, email = null, admin = false } = options;
  const created = await create(context.deps, { username, password, email, admin, actorUserId: null, client: null });
  if (!created.ok) refuse(problemText(created.problem));
  const user = await namedUser(context, username);
  return { text: `Created ${admin ? "the administrator" : "the user"} "${user.username}" in ${context.database}`, json: userRow(user) };
}

function problemText(problem: CreateUserProblem | WeakPasswordProblem): string {
  if (problem.code === "username-taken") return "This username is taken";
  if (problem.code === "username-too-similar") return "This username looks like one that exists already";
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
