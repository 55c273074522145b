import { cache } from "react";
import { readAttempt } from "@/lib/login/read-attempt";
import type { AttemptView } from "@/lib/login/types";
import { readAttemptToken } from "./cookies";
import { getDeps } from "./deps";

/** The sign-in that waits for its code in this browser, or what became of it; read once per request. */
export const currentAttempt = cache(async (): Promise<AttemptView> => readAttempt(getDeps(), await readAttemptToken()));
