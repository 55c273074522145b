import { acceptAuthSecret } from "@/lib/features/keys/auth-secret";
import { refuse, type Verb } from "./verb";

const VOID = "all sessions have ended, backup codes, pending sign-ins and one-time links are void, earlier audit entries cannot be checked";

export const acceptAuthSecretVerb: Verb = (program, run) => {
  program
    .command("accept-auth-secret")
    .description("go on with another AUTH_SECRET than before, whatever is lost with it; stop the server first")
    .option("--json", "print one JSON object")
    .action((options) =>
      run(
        options,
        async ({ deps, database }) => {
          const accepted = await acceptAuthSecret(deps);
          if (!accepted.ok)
            refuse("A server is running with the AUTH_SECRET of before: stop it first (one that was killed counts for a minute)");
          const { changed } = accepted.value;
          const text = changed
            ? `AUTH_SECRET is accepted for ${database}: ${VOID}`
            : `AUTH_SECRET is the one that ${database} knows: nothing has changed`;
          return { text, json: { changed } };
        },
        { anySecret: true },
      ),
    );
};
