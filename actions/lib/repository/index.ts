export { type DatabaseEntry, databaseEntry } from "./database-entry.ts";
export type { WrittenDatabase } from "./database-file.ts";
export { readSyncDatabase, type SyncPackage } from "./read-database.ts";
export { type WrittenDatabases, writeDatabases } from "./write-databases.ts";
