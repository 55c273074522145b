import { expect, test } from "vitest";
import { readTwoFactor } from "@/lib/features/two-factor/two-factor";
import { createTestDeps } from "@/lib/testing/test-deps";
import { describeDemo, prepareDemo } from "./demo";

const TEXT = describeDemo(
  [
    {
      username: "grace",
      about: "2FA enabled",
      password: "correct horse battery",
      email: "grace@example.com",
      admin: false,
      disabled: false,
      emailVerification: false,
      twoFactor: "enabled",
      totpSecret: "MRSW23ZNM5ZGCY3FFVZWKY3SMV2DCMRT",
      backupCodes: ["AAAAA-AAAAA", "BBBBB-BBBBB"],
    },
  ],
  "/tmp/demo/data",
);

test("the demo prints who to sign in as and how to get a code", () => {
  expect(TEXT).toContain("Password of every account: correct horse battery\n");
  expect(TEXT).toContain("  grace    2FA enabled\n           TOTP secret: MRSW23ZNM5ZGCY3FFVZWKY3SMV2DCMRT\n");
  expect(TEXT).toContain("backup codes: AAAAA-AAAAA BBBBB-BBBBB\n");
  expect(TEXT).toContain("DATA_DIR=/tmp/demo/data npm run admin -- --help");
});

test("the accounts that the demo prints as JSON are those in its database", async () => {
  const { deps } = await createTestDeps();
  const [, json = ""] = /^The accounts for scripts: (.*)$/m.exec(await prepareDemo(deps, "/tmp/demo/data")) ?? [];
  const accounts = JSON.parse(json) as { username: string; twoFactor: string; totpSecret?: string; backupCodes?: string[] }[];
  const users = await deps.db.user.findMany({ orderBy: { createdAt: "asc" } });
  expect(accounts.map(({ username }) => username).sort()).toEqual(users.map(({ username }) => username).sort());
  for (const { username, twoFactor, totpSecret, backupCodes } of accounts) {
    const user = users.find((row) => row.username === username);
    expect(await readTwoFactor(deps, user?.id ?? ""), username).toMatchObject({ state: twoFactor });
    expect(backupCodes ?? [], username).toHaveLength(totpSecret ? 6 : 0);
  }
});
