import { databaseReason } from "@/lib/platform/db/errors";

/** A broken environment: the message is one line for whoever runs the console, shown without a stack trace. */
export class OperatorError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "OperatorError";
  }
}

/** Returns the text as the beginning of a line. */
export function capitalized(text: string): string {
  return `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;
}

/** The one line to show for `error`, or null when it is a bug that deserves its stack. */
export function operatorMessage(error: unknown): string | null {
  if (error instanceof OperatorError) return error.message;
  const reason = databaseReason(error);
  return reason === null ? null : `The database ${reason}`;
}
