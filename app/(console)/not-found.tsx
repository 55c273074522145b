import { NotFoundMessage } from "@/components/account/not-found-message";

/** Inside the signed-in frame, which has its `main` already. */
export default NotFoundMessage;
