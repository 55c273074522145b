import { notFoundMetadata, pageOrNotFound } from "@/app/(console)/page-or-not-found";
import { answerNotFound } from "@/lib/http/not-found";

export const generateMetadata = notFoundMetadata;

/** Every address without a page, so that the header stays. */
export default pageOrNotFound(async () => answerNotFound());
