import { redirect } from "next/navigation";

export const dynamic = "force-dynamic";

async function send() {
  "use server";
  redirect("/floor");
}

/** A bare page with one form and a server action: what every page of Next.js brings with it. */
export default function Floor() {
  return (
    <form action={send}>
      <label>
        Name <input name="name" />
      </label>
      <button type="submit">Send</button>
    </form>
  );
}
