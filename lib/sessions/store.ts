import type { Transaction } from "@/lib/platform/db/connect";
import type { Factor } from "@/lib/platform/db/generated/enums";

export type NewSession = {
  tokenHash: string;
  userId: string;
  factors: Factor[];
  remember: boolean;
  ip: string;
  userAgent: string;
  createdAt: Date;
  expiresAt: Date;
};

export async function insertSession(tx: Transaction, session: NewSession): Promise<string> {
  const row = await tx.session.create({ data: { ...session, lastSeenAt: session.createdAt }, select: { id: true } });
  return row.id;
}

/** One joined statement: the session, its user, and nothing when either is over or disabled. */
export async function findLiveSession(db: Transaction, tokenHash: string, now: Date) {
  return db.session.findFirst({
    relationLoadStrategy: "join",
    where: { tokenHash, expiresAt: { gt: now }, user: { disabledAt: null } },
    include: { user: { select: { id: true, username: true, email: true, admin: true } } },
  });
}

export async function touchSession(db: Transaction, id: string, now: Date): Promise<void> {
  await db.session.updateMany({ where: { id }, data: { lastSeenAt: now } });
}

export async function deleteSession(tx: Transaction, id: string): Promise<number> {
  const { count } = await tx.session.deleteMany({ where: { id } });
  return count;
}

export async function findUserSessions(db: Transaction, userId: string, now: Date) {
  return db.session.findMany({
    where: { userId, expiresAt: { gt: now } },
    orderBy: { lastSeenAt: "desc" },
    select: { id: true, ip: true, userAgent: true, factors: true, createdAt: true, lastSeenAt: true },
  });
}

/** Deletes that session if it is the user's own; false for anybody else's, or none. */
export async function deleteOwnSession(tx: Transaction, userId: string, id: string): Promise<boolean> {
  const { count } = await tx.session.deleteMany({ where: { id, userId } });
  return count === 1;
}

/** Deletes every session of everybody. */
export async function deleteAllSessions(tx: Transaction): Promise<void> {
  await tx.session.deleteMany();
}
