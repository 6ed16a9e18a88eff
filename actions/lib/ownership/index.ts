export { isOwnerDead, ownedName } from "./owner.ts";
