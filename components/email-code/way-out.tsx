/** What whoever runs the server types there, so that sign-in asks for no mailed code any more; ends the sentence before it. */
export function WayOut({ username }: { username: string }) {
  return <code className="mt-2 block font-mono text-sm wrap-anywhere">npm run admin -- turn-off-email-verification {username}</code>;
}
