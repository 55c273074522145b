export { default, generateMetadata } from "@/app/(console)/settings/(tabs)/security/activity/page";
