import { explainRefusals, keepEntered, limitActionTime, watchNativeSends } from "@/components/forms/browser-guards";

/** Run by Next in the browser before React hydrates the page. */
watchNativeSends();
keepEntered();
limitActionTime();
explainRefusals();
