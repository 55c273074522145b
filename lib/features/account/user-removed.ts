/** The user was removed after the session was read: the same as a session that has ended, and no error of the server. */
export class UserRemoved extends Error {
  constructor() {
    super("the signed-in user does not exist any more");
  }
}
