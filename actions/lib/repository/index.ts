export { type DatabaseEntry, databaseEntry } from "./database-entry.ts";
export { readSyncDatabase, type SyncPackage } from "./read-database.ts";
export { type WrittenDatabase, type WrittenDatabases, writeDatabases } from "./write-databases.ts";
