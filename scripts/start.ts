import { serve } from "./startup/serve";

await serve("production");
