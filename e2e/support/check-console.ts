import { type FullConfig, request } from "@playwright/test";
import { chooseAccounts } from "./accounts";

/** Before the portable specs: reports in one line a mistake that would fail all of them. */
export default async function checkConsole({ projects }: FullConfig): Promise<void> {
  chooseAccounts(process.env.E2E_ACCOUNTS);
  const { baseURL = "", ignoreHTTPSErrors } = projects[0]?.use ?? {};
  const client = await request.newContext({ baseURL, ignoreHTTPSErrors });
  try {
    const response = await client.get("/login").catch((error: Error) => {
      throw new Error(`No console answers at E2E_BASE_URL=${baseURL}: ${error.message.split("\n")[0]}`);
    });
    const hint = "use the address that the console has as APP_URL, without a path";
    if (response.status() !== 200) throw new Error(`${response.status()} from ${new URL("/login", baseURL)}: ${hint}`);
    if (!(await response.text()).includes('name="identifier"'))
      throw new Error(`No sign-in page at ${new URL("/login", baseURL)}: ${hint}`);
  } finally {
    await client.dispose();
  }
}
