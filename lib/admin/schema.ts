import * as z from "zod/mini";
import { optionalEmailSchema, usernameSchema } from "@/lib/users/schema";
import { USER_SORTS } from "@/lib/users/types";
import { TELL_OUTCOMES, USER_ACTIONS } from "./types";

const SEARCH_MAX_LENGTH = 254;
const STATES = ["not-enabled", "enabled", "expired"] as const;

/** The query of `/admin/users`. Whatever makes no sense is left out rather than refused: it is an address, typed or old. */
export const userListSchema = z.object({
  q: z.catch(
    z.string().check(
      z.maxLength(SEARCH_MAX_LENGTH),
      z.refine((text) => !text.includes("\0")),
    ),
    "",
  ),
  state: z.catch(z.optional(z.enum(STATES)), undefined),
  sort: z.catch(z.enum(USER_SORTS), "name"),
  after: z.catch(z.optional(z.uuid()), undefined),
  before: z.catch(z.optional(z.uuid()), undefined),
});

export const userIdSchema = z.uuid();
export const userActionSchema = z.enum(USER_ACTIONS);

/** What has just been done, in the address of a user's page. */
export const outcomeSchema = z.object({ done: userActionSchema, told: z.enum(TELL_OUTCOMES) });

/** What a form that acts on a user names; the proof beside it is looked at by itself. */
export const actOnUserSchema = z.object({ userId: userIdSchema, action: userActionSchema });

export const inviteSchema = z.object({
  username: usernameSchema,
  email: optionalEmailSchema,
  admin: z.pipe(
    z.optional(z.string()),
    z.transform((value) => value === "on"),
  ),
});
