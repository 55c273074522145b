import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { databaseFolder, startReadyApp } from "../support/app";
import { launchBrowser } from "../support/browser";
import { admin } from "../support/command-line";
import { newDataDir } from "../support/data-dir";
import { connectToServerDatabase } from "../support/database";
import { dumpDatabase, readWritten } from "../support/database-contents";
import { collectAnswers, findLeaks, type Marks, readBuild } from "../support/leak-finder";
import * as journey from "../support/leak-journey";
import { waitFor } from "../support/wait-for";

test("no log line, row, error page or file of the build holds a password, code, secret or token", async () => {
  const dataDir = await newDataDir();
  process.env.E2E_DATA_DIR = dataDir;
  const app = await startReadyApp({ dataDir });
  const link = () => /(http\S+\/setup\?token=(\S+))\n/.exec(app.output());
  await waitFor("the link of the first start", () => link() !== null);
  const [, setupLink = "", setupToken = ""] = link() ?? [];
  const marks: Marks = new Map([[setupToken, "the token of the setup link"]]);
  const secrets = JSON.parse(await readFile(path.join(dataDir, "secrets.json"), "utf8"));
  marks.set((await readFile(path.join(dataDir, "superuser-password"), "utf8")).trim(), "the superuser's password");
  for (const [name, value] of Object.entries<string>(secrets)) marks.set(value.replace(/^k1:/, ""), name);

  const browser = await launchBrowser();
  const context = await browser.newContext({ baseURL: app.url, javaScriptEnabled: false });
  const answers = collectAnswers(context);
  const database = await connectToServerDatabase(dataDir);
  const ada = { page: await context.newPage(), database, marks };
  const first = await journey.setUp(ada, setupLink);
  await journey.confirmNewAddress(ada, first);
  const enrolled = await journey.enrol(ada);
  const second = await journey.useFactors(ada, first, enrolled);
  await journey.inviteUser(ada);
  const refused = [...(await journey.sendNonsense(ada)), ...(await journey.breakDown(ada))];
  const said = await operate(dataDir, marks);
  await journey.enterPassword(ada, "ada", second);
  await answers.settled();
  await browser.close();

  const logs = app.output().replace(setupLink, "");
  expect(logs, "the error of the broken database is logged").toContain("users");
  const errors = [...answers.errors, ...refused];
  expect(errors.length).toBeGreaterThan(20);
  const leaks = [
    ...findLeaks("the log", logs, marks),
    ...findLeaks("the output of the command line", said, marks),
    ...findLeaks("the database", await dumpDatabase(database), marks),
    ...(await readWritten(databaseFolder(dataDir))).flatMap((text) => findLeaks("what was written to the database", text, marks)),
    ...findLeaks("PostgreSQL's log", await readFile(path.join(dataDir, "postgres.log"), "utf8"), marks),
    ...errors.flatMap((body) => findLeaks("an error", body, but(marks, journey.IN_AN_ADDRESS))),
    ...answers.all.flatMap((body) => findLeaks("a page", body, passwordsOf(marks))),
    ...[...(await readBuild(inject("checkout")))].flatMap(([file, text]) => findLeaks(file, text, marks)),
  ];
  await database.disconnect();
  expect(leaks).toEqual([]);
});

/** Runs verbs that get a password or change secrets. Returns all their output. */
async function operate(dataDir: string, marks: Marks): Promise<string> {
  const create = ["create-user", "--username", "carol", "--password-stdin", "--json"];
  const answers = [
    await admin(dataDir, create, "carolcarolcarol"),
    await admin(dataDir, create, journey.markedPassword({ marks })),
    await admin(dataDir, create, journey.markedPassword({ marks })),
    await admin(dataDir, ["reset-2fa", "ada"]),
    await admin(dataDir, ["rotate-keys"]),
  ];
  expect(answers.map(({ code }) => code)).toEqual([1, 0, 1, 0, 0]);
  return answers.map(({ out, errorLines }) => [out, ...errorLines].join("\n")).join("\n");
}

function but(marks: Marks, left: string): Marks {
  return new Map([...marks].filter(([, what]) => what !== left));
}

/** A page may show its own secrets, such as backup codes, and those that a browser keeps; never a password. */
function passwordsOf(marks: Marks): Marks {
  return new Map([...marks].filter(([, what]) => what === "a password"));
}
