import { explainRefusals, limitActionTime } from "@/components/forms/action-fetch";
import { keepEntered } from "@/components/forms/keep-entered";
import { watchNativeSends } from "@/components/forms/native-send";

/** Run by Next in the browser before React hydrates the page. */
watchNativeSends();
keepEntered();
limitActionTime();
explainRefusals();
