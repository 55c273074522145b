import { expect, test } from "vitest";
import { withFinalEnums } from "./export-sql";

test("an enum is created with the values that later migrations add, in their order", () => {
  const created = `CREATE TYPE "Color" AS ENUM ('red', 'blue');\nCREATE TYPE "Size" AS ENUM ('small');\n`;
  const added = `-- AlterEnum
ALTER TYPE "Color" ADD VALUE 'black';
ALTER TYPE "Color" ADD VALUE IF NOT EXISTS 'black';
ALTER TYPE "Color" ADD VALUE 'white' BEFORE 'red';
ALTER TYPE "Color" ADD VALUE 'green' AFTER 'red';
SELECT 1;
`;
  expect(withFinalEnums([created, added])).toEqual([
    `CREATE TYPE "Color" AS ENUM ('white', 'red', 'green', 'blue', 'black');\nCREATE TYPE "Size" AS ENUM ('small');\n`,
    "-- AlterEnum\nSELECT 1;\n",
  ]);
});
