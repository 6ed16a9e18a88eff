export { type Aur, type AurAnswer, type AurQuestion, type AurSettings, openAur } from "./aur.ts";
export type { AurPackage } from "./aur-package.ts";
