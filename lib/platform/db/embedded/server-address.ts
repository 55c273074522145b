/** Where the embedded PostgreSQL listens: `host` is the folder of its socket, or an IP address where an earlier version started it. */
export type ServerAddress = { host: string; port: number };

/** Passwords of the two roles. The console only ever gets its own; the superuser's is the supervisor's. */
export type DatabasePasswords = { console: string; superuser: string };

/** The number in a socket's file name. Each database has a folder of its own, so all can have the same one. */
export const SOCKET_PORT = 5432;

export type Login = { role: string; password: string; database: string };

/**
 * An address that the driver, Prisma and `new URL` all understand: the folder of a socket is the parameter `host`, as in
 * libpq, and `localhost` only stands where a URL with a user name must have a host.
 */
export function databaseUrlOn({ host, port }: ServerAddress, { role, password, database }: Login): string {
  const isSocket = host.startsWith("/");
  const login = `${role}:${encodeURIComponent(password)}@${isSocket ? "localhost" : host}:${port}`;
  return `postgresql://${login}/${database}${isSocket ? `?host=${encodeURIComponent(host)}` : ""}`;
}
