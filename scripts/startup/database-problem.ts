import { databaseTrouble, serverAnswer } from "@/lib/platform/db/trouble";

const RIGHTS = "docs/operations/database.md";

/** Why the database does not do what a start or a command needs, in one line for the operator; null: for another reason. */
export function databaseProblem(error: unknown): string | null {
  const answer = serverAnswer(error);
  if (answer?.code === "42501") return `The database refuses: ${answer.message}. Grant its user the rights listed in ${RIGHTS}`;
  if (answer?.code === "3F000") return `The database refuses: its user may use no schema. Grant the rights listed in ${RIGHTS}`;
  switch (databaseTrouble(error)) {
    case null:
      return null;
    case "read-only":
      return "The database takes no changes at the moment (read-only, as a standby is): set DATABASE_URL to the primary server, or try again later";
    case "disk-full":
      return "The disk of the database is full: make room, then try again";
    default:
      return `The database does not answer, or is too busy (${answer?.message ?? (error as Error).message.trim().split("\n").at(-1)}): try again`;
  }
}
