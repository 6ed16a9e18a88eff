export type { Change, History, Surroundings } from "./change.ts";
