/** Whether the database refused a write because another row has that value already (Prisma's P2002). */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "P2002";
}
