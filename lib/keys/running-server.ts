import type { RunningServer } from "./store";

/** The id of the key that the server seals with: the first of its own. */
export const sealingKeyId = ({ keys }: Pick<RunningServer, "keys">) => keys[0]?.split(":")[0] ?? "";
