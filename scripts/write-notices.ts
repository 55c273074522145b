/** Writes THIRD-PARTY-NOTICES.md, after dependencies have changed: `npx tsx scripts/write-notices.ts`. */
import { writeFileSync } from "node:fs";
import { renderNotices } from "./notices/render";

writeFileSync("THIRD-PARTY-NOTICES.md", renderNotices("."));
