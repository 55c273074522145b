import type { PoolClient } from "pg";
import type { PrismaClient } from "./generated/client";
import { messagesOf } from "./pg-internals";

/** Why the database failed. `unreachable` may affect all requests; the others affect one request. */
export type DatabaseFailure = "unreachable" | "read-only" | "busy" | "disk-full";

/** Prisma's own codes: https://www.prisma.io/docs/orm/reference/error-reference */
const UNREACHABLE = /^(P1000|P1001|P1002|P1003|P1008|P1010|P1011|P1017|08\w{3}|57P0\d|28\w{3}|3D000)$/;
const SOCKET = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|EPROTO)$/;
const TLS = /^(CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_TLS_\w+|ERR_SSL_\w+)$/;
const BUSY = /^(P2024|P2028|P2034|P2037|40001|40P01|53\w{3}|57014|55P03|58030)$/;
/** A standby, or a server that its operator or a full disk has made read-only. */
const READ_ONLY_CODE = /^25006$/;
const DISK_FULL = /^(53100|ENOSPC)$/;

/** The driver's error in a failed raw query has a kind and no code. */
const UNREACHABLE_KIND =
  /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout|TlsConnectionError|AuthenticationFailed|DatabaseAccessDenied|DatabaseDoesNotExist)$/;

/** Matched by message: node-postgres gives these no code, and the code of a missing, closed or full socket could be any file's. */
const UNREACHABLE_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|not queryable|Query read timeout|does not support SSL|connect (ENOENT|EACCES|EAGAIN) /;

/** Returns the kind of database failure behind `error`, however often it was wrapped; null for other errors. */
export function classifyDatabaseError(error: unknown): DatabaseFailure | null {
  const layers = layersOf(error);
  const codes = layers.flatMap(({ code, originalCode }) => [code, originalCode]).filter((code) => typeof code === "string");
  if (codes.some((code) => DISK_FULL.test(code))) return "disk-full";
  if (codes.some((code) => READ_ONLY_CODE.test(code))) return "read-only";
  if (codes.some((code) => [UNREACHABLE, SOCKET, TLS].some((known) => known.test(code)))) return "unreachable";
  if (layers.some(({ kind }) => UNREACHABLE_KIND.test(String(kind)))) return "unreachable";
  if (layers.some(({ message }) => UNREACHABLE_WORDS.test(String(message)))) return "unreachable";
  return codes.some((code) => BUSY.test(code)) ? "busy" : null;
}

const UNANSWERED = "does not answer, or has ended the connection: try again when it is running";

const RIGHTS = "the rights listed in docs/operations/database.md";

/** The message for an error code; follows the name of the database. */
const REASONS: [RegExp, string][] = [
  [DISK_FULL, "has no space left on its disk: nothing can be changed until there is"],
  [READ_ONLY_CODE, "is read-only, as a standby is: set DATABASE_URL to the primary server, or try again later"],
  [/^42501$/, `refuses: its user lacks one of ${RIGHTS}`],
  [/^3F000$/, `offers its user no schema: grant ${RIGHTS}`],
  [/^(42P01|42703|P2021|P2022)$/, "lacks tables or columns of this version: npm start brings it up to date"],
  [/^(55P03|57014|40001|40P01|P2034)$/, "is blocked by other work: try again"],
  [/^(53\w{3}|P2024|P2028|P2037)$/, "is too busy: try again"],
];

/**
 * Returns why the database failed, as one line that follows its name, with PostgreSQL's message if there is one; null for an
 * error that does not come from the database.
 */
export function databaseReason(error: unknown): string | null {
  const layers = layersOf(error);
  const codes = layers.flatMap(({ code, originalCode }) => [originalCode, code]).filter((code) => typeof code === "string");
  const known = REASONS.find(([pattern]) => codes.some((code) => pattern.test(code)))?.[1];
  const reason = known ?? (classifyDatabaseError(error) ? UNANSWERED : null);
  // Of node-postgres and of Prisma's client.
  const isOfDatabase = layers.some(({ severity, clientVersion, code }) => severity || (clientVersion && code));
  if (!reason && !isOfDatabase) return null;
  const words = layers.flatMap(({ originalMessage, severity, message }) => originalMessage ?? (severity ? message : []))[0];
  return `${reason ?? "has refused a statement"}${words ? ` (${String(words).split("\n")[0]?.slice(0, 200)})` : ""}`;
}

/** Whether PostgreSQL refused a statement because the role lacks a privilege. */
export function isPermissionDenied(error: unknown): boolean {
  return layersOf(error).some(({ code, originalCode }) => [code, originalCode].includes("42501"));
}

/** Whether PostgreSQL rolled the transaction back for a concurrent one, so that a retry is correct (PostgreSQL manual, 13.5). */
export function isSerializationFailure(error: unknown): boolean {
  return layersOf(error).some(({ code, originalCode }) => [code, originalCode].some((name) => /^(40001|40P01|P2034)$/.test(String(name))));
}

type Layer = Record<string, unknown>;

/** The error and what it wraps: `cause`, and the driver's error in Prisma's `meta`. */
function layersOf(error: unknown, depth = 6): Layer[] {
  if (typeof error !== "object" || error === null || depth === 0) return [];
  const layer = error as Layer;
  const inner = [layer.cause, layer.meta, layer.driverAdapterError];
  return [layer, ...inner.flatMap((part) => layersOf(part, depth - 1))];
}

/** Whether the database refused a write because another row has that value already (Prisma's P2002). */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "P2002";
}

/** Whether the database refused a write because the row that it refers to does not exist, as its user was deleted meanwhile. */
export function isForeignKeyViolation(error: unknown): boolean {
  return layersOf(error).some(({ code, originalCode }) => [code, originalCode].some((name) => name === "23503" || name === "P2003"));
}

/** Data exceptions (SQLSTATE class 22): their messages quote the value that does not fit. */
const QUOTES_VALUE = /^22/;

type ServerMessage = { code?: string; message?: string; detail?: string; hint?: string; where?: string; internalQuery?: string };

/**
 * Removes the values of parameters from the database's error messages, before any code can see, log or wrap
 * them: `Key (email_key)=(ada@example.com) already exists`, `invalid input syntax for type uuid: "…"`.
 */
export function redactErrorValues(client: PoolClient): void {
  messagesOf(client).prependListener("errorMessage", (report: ServerMessage) => {
    report.detail = report.hint = report.where = report.internalQuery = undefined;
    if (QUOTES_VALUE.test(report.code ?? "")) report.message = `${report.message?.split('"')[0] ?? ""}…`;
  });
}

/** The same for Prisma's own errors, whose message shows the arguments of the call in any format. */
export function redactArguments(client: PrismaClient): PrismaClient {
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
