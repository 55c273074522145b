import NotFoundMessage from "./(console)/not-found";
import { notFoundMetadata } from "./(console)/page-or-not-found";

export const generateMetadata = notFoundMetadata;

/** The answer to a form of administrators that another user has posted without JavaScript. */
export default function NotFound() {
  return (
    <main>
      <NotFoundMessage />
    </main>
  );
}
