export { inParallel, together } from "./in-parallel.ts";
