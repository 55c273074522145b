import type { Deps } from "@/lib/platform/deps";
import { deleteSetting, findSetting, replaceSetting } from "./store";

const SETTING = "app-url";

/** Stores the server's APP_URL in the database, for commands that run without the server's environment. */
export async function publishAppUrl({ db, config }: Deps): Promise<void> {
  if (config.appUrlIsSet) await replaceSetting(db, SETTING, config.appUrl);
  else await deleteSetting(db, SETTING);
}

/** Returns `deps` with the APP_URL of the server that was started last, when this process has none of its own. */
export async function withPublishedAppUrl(deps: Deps): Promise<Deps> {
  if (deps.config.appUrlIsSet) return deps;
  const appUrl = await findSetting(deps.db, SETTING);
  return appUrl === null ? deps : { ...deps, config: { ...deps.config, appUrl, appUrlIsSet: true } };
}
