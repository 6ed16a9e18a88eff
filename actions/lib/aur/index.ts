export type { AurPackage } from "./aur-package.ts";
