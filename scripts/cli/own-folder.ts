import { join } from "node:path";

/** This copy of the template; both the command line's source and its bundle lie two folders below it. */
export const OWN_FOLDER = join(import.meta.dirname, "../..");
