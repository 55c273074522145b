import type { PoolClient } from "pg";
import type { PrismaClient } from "./generated/client";

/** Data exceptions (SQLSTATE class 22): their messages quote the value that does not fit. */
const QUOTES_VALUE = /^22/;

type Told = { code?: string; message?: string; detail?: string; hint?: string; where?: string; internalQuery?: string };

/**
 * Takes the values of parameters out of what the database says of a failed statement, before anything can see, log or wrap
 * it: `Key (email_key)=(ada@example.com) already exists`, `invalid input syntax for type uuid: "…"`.
 */
export function hideValues(client: PoolClient): void {
  const { connection } = client as PoolClient & { connection: NodeJS.EventEmitter };
  connection.prependListener("errorMessage", (told: Told) => {
    told.detail = told.hint = told.where = told.internalQuery = undefined;
    if (QUOTES_VALUE.test(told.code ?? "")) told.message = `${told.message?.split('"')[0] ?? ""}…`;
  });
}

/** The same for what Prisma itself refuses: in any format, the message of its error shows the arguments of the call. */
export function hidingArguments(client: PrismaClient): PrismaClient {
  const hiding = client.$extends({
    query: {
      async $allOperations({ args, query }) {
        try {
          return await query(args);
        } catch (error) {
          throw error instanceof Error && error.name === "PrismaClientValidationError" ? withoutArguments(error) : error;
        }
      },
    },
  });
  return hiding as unknown as PrismaClient;
}

function withoutArguments(error: Error): Error {
  const [, call = "a call"] = /^Invalid `(\S+)` invocation/m.exec(error.message) ?? [];
  const frames = error.stack?.split("\n").filter((line) => line.startsWith("    at ")) ?? [];
  error.message = `Prisma refuses the arguments of ${call}`;
  error.stack = [`${error.name}: ${error.message}`, ...frames].join("\n");
  return error;
}
