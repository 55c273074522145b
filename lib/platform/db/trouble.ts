/** What keeps the database from doing its part. `unreachable` may mean that nobody is served; the others end with the request. */
export type DatabaseTrouble = "unreachable" | "read-only" | "busy" | "disk-full";

/** Five letters and digits; those of Prisma begin with P, as only errors of PL/pgSQL do in PostgreSQL. */
const SQLSTATE = /^[0-9A-OQ-Z][0-9A-Z]{4}$/;

/** Prisma's own codes: https://www.prisma.io/docs/orm/reference/error-reference */
const UNREACHABLE = /^(P1000|P1001|P1002|P1003|P1008|P1010|P1011|P1017|08\w{3}|57P0\d|28\w{3}|3D000)$/;
const SOCKET = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE)$/;
const BUSY = /^(P2024|P2028|P2034|P2037|40001|40P01|53\w{3}|57014|55P03|58030)$/;
/** A standby, or a server that its operator or its full disk has set so: it reads, and takes no changes. */
const READ_ONLY = /^25006$/;
const DISK_FULL = /^(53100|ENOSPC)$/;

/** The driver's error within a failed raw query has a kind and no code. */
const UNREACHABLE_KIND =
  /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout|TlsConnectionError|AuthenticationFailed|DatabaseAccessDenied|DatabaseDoesNotExist)$/;

/** node-postgres gives these no code; and of a socket that is gone, closed to this user or full, the code alone could be any file's. */
const UNREACHABLE_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|not queryable|Query read timeout|connect (ENOENT|EACCES|EAGAIN) /;

/** Of which kind the trouble behind `error` is, however often it was wrapped; null: the error is something else. */
export function databaseTrouble(error: unknown): DatabaseTrouble | null {
  const layers = layersOf(error);
  const codes = layers.flatMap(({ code, originalCode }) => [code, originalCode]).filter((code) => typeof code === "string");
  if (codes.some((code) => DISK_FULL.test(code))) return "disk-full";
  if (codes.some((code) => READ_ONLY.test(code))) return "read-only";
  if (codes.some((code) => UNREACHABLE.test(code) || SOCKET.test(code))) return "unreachable";
  if (layers.some(({ kind }) => UNREACHABLE_KIND.test(String(kind)))) return "unreachable";
  if (layers.some(({ message }) => UNREACHABLE_WORDS.test(String(message)))) return "unreachable";
  return codes.some((code) => BUSY.test(code)) ? "busy" : null;
}

/** Whether PostgreSQL has undone the transaction to let another one pass, so that doing it again is right (PostgreSQL manual, 13.5). */
export function isSerializationFailure(error: unknown): boolean {
  return layersOf(error).some(({ code, originalCode }) => [code, originalCode].some((name) => /^(40001|40P01|P2034)$/.test(String(name))));
}

/** What PostgreSQL itself said, by its SQLSTATE, within what wraps it; null: it has not said anything. */
export function serverAnswer(error: unknown): { code: string; message: string } | null {
  for (const { code, originalCode, message, originalMessage } of layersOf(error)) {
    const state = String(originalCode ?? code);
    if (SQLSTATE.test(state)) return { code: state, message: String(originalMessage ?? message) };
  }
  return null;
}

type Layer = Record<string, unknown>;

/** The error and what it wraps: `cause` (also Auth.js's, one step deeper) and the driver's error in Prisma's `meta`. */
function layersOf(error: unknown, depth = 6): Layer[] {
  if (typeof error !== "object" || error === null || depth === 0) return [];
  const layer = error as Layer;
  const inner = [layer.cause, layer.err, layer.meta, layer.driverAdapterError];
  return [layer, ...inner.flatMap((part) => layersOf(part, depth - 1))];
}
