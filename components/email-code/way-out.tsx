import { Command } from "@/components/ui/command";

/** What whoever runs the server types there, so that sign-in asks for no mailed code any more; ends the sentence before it. */
export function WayOut({ username }: { username: string }) {
  return <Command>{`npm run admin -- turn-off-email-verification ${username}`}</Command>;
}
