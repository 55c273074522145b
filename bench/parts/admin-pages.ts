import pg from "pg";
import { createKeyedHash } from "@/lib/platform/crypto/keyed-hash";
import type { Client } from "../client/http";
import { ADMINISTRATOR, AUTH_SECRET } from "../setup/constants";

export type AdminPage = "first_page" | "filter" | "search_prefix" | "search_part" | "deep_page" | "overview" | "user_page";

/** A session of the administrator, put into the database; a sign-in is measured elsewhere. */
export async function administratorCookie(databaseUrl: string): Promise<string> {
  const token = "the-administrators-session";
  await query(
    databaseUrl,
    `INSERT INTO sessions (id, token_hash, user_id, factors, remember, ip, user_agent, created_at, last_seen_at, expires_at)
     SELECT uuidv7(), $1, id, '{password}', true, '192.0.2.1', 'made up', now(), now(), now() + interval '20 days' FROM users WHERE username = $2`,
    [createKeyedHash(AUTH_SECRET)("session", token), ADMINISTRATOR],
  );
  return `latchkey-session=${token}`;
}

/** Addresses of this console's pages; missing ones are left out. */
export async function adminPages(client: Client, cookie: string, databaseUrl: string): Promise<Partial<Record<AdminPage, string>>> {
  const [middle] = await query(databaseUrl, "SELECT id FROM users ORDER BY username_key OFFSET (SELECT count(*) / 2 FROM users) LIMIT 1");
  const pages: Record<AdminPage, string> = {
    first_page: "/admin/users",
    filter: "/admin/users?state=expired",
    search_prefix: "/admin/users?q=ada.lo",
    search_part: "/admin/users?q=velace.9",
    deep_page: `/admin/users?after=${middle?.id}`,
    overview: "/admin",
    user_page: `/admin/users/${middle?.id}`,
  };
  const { status } = await client.send({ path: pages.overview, headers: { cookie } });
  const { overview: _, ...others } = pages;
  return status === 200 ? pages : others;
}

export async function readPage(client: Client, cookie: string, path: string): Promise<void> {
  const { status, body } = await client.send({ path, headers: { cookie } });
  if (status !== 200 || !body.includes("</html>")) throw new Error(`${path} answered ${status}`);
}

async function query(databaseUrl: string, sql: string, values: unknown[] = []): Promise<{ id: string }[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}
