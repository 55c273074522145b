import { limitActionTime } from "@/components/ui/action-timeout";
import { keepEntered } from "@/components/ui/keep-entered";
import { watchNativeSends } from "@/components/ui/native-send";
import { wordRefusals } from "@/components/ui/refusal-words";

/** Run by Next in the browser before React hydrates the page. */
watchNativeSends();
keepEntered();
limitActionTime();
wordRefusals();
