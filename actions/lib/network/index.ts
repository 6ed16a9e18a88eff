export { networkFault, networkWords } from "./network-words.ts";
