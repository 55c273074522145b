export const dynamic = "force-dynamic";

async function send() {
  "use server";
}

/** A form whose server action does nothing: the least that one costs. */
export default function BareAction() {
  return (
    <form action={send}>
      <label>
        Name <input name="name" />
      </label>
      <button type="submit">Send</button>
    </form>
  );
}
