type Outcome = "completed" | "password_refused" | "second_factor_refused";

/** On globalThis, as in deps.ts: actions and route handlers are in different bundles. */
const shared = globalThis as { latchkeySignIns?: Record<Outcome, number> };

/** How sign-ins have ended since this process started. */
export function signInCounts(): Record<Outcome, number> {
  shared.latchkeySignIns ??= { completed: 0, password_refused: 0, second_factor_refused: 0 };
  return shared.latchkeySignIns;
}

export function countSignIn(outcome: Outcome): void {
  signInCounts()[outcome] += 1;
}
