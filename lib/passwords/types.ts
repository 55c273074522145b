/** `common-password`: many people use it. `personal-password`: whoever knows the name of the account can guess it. */
export type WeakPasswordProblem = { code: "common-password" } | { code: "personal-password" };
