import type { Verb } from "./verb";

export const migrateVerb: Verb = (program, run) => {
  program
    .command("migrate")
    .description("bring the tables up to date as the user of DATABASE_URL, where the console's own may not (docs/operations/database.md)")
    .option("--json", "print one JSON object")
    .action((options) =>
      run(options, async ({ database }) => ({ text: `The tables in ${database} are up to date`, json: { upToDate: true } }), {
        anySecret: true,
        migrates: true,
      }),
    );
};
