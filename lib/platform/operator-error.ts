import { databaseReason } from "@/lib/platform/db/errors";

/** A broken environment: the message is one line for the operator, shown without a stack trace. */
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

/** Returns the line to show for `error`, or null for a bug, which is shown with its stack. */
export function operatorMessage(error: unknown): string | null {
  if (error instanceof OperatorError) return error.message;
  const reason = databaseReason(error);
  return reason === null ? null : `The database ${reason}`;
}
