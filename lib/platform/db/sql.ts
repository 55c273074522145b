import { Prisma } from "./generated/client";

/** A part of a statement; what is put into it becomes a parameter. */
export const sql = Prisma.sql;
export type Sql = Prisma.Sql;

/** A table or column by its name, which is written in our own code and never comes from outside. */
export function named<Name extends string>(name: string extends Name ? never : Name): Sql {
  return Prisma.raw(name);
}
