import type { BudgetProblem } from "@/lib/guess-budget/charge";
import type { CodeProblem } from "@/lib/two-factor/check-code";

/** What proves again that it is the account's owner: a TOTP or backup code where 2FA is on, else the password. */
export type ProofMethod = "two-factor-code" | "password";

export type ProofRequired = { code: "reverification-required"; method: ProofMethod };

export type ProofProblem = CodeProblem | BudgetProblem | { code: "wrong-password" };
