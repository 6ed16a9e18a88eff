import path from "node:path";
import { createHash, randomBytes } from "node:crypto";
import { chmod, constants, copyFile, link, lstat, mkdir, open, readFile, readdir, readlink, rename, rm, rmdir, stat, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
// actions/lib/store/store-error.ts
var StoreError = class extends Error {
	code;
	constructor(code, message, options) {
		super(message, options);
		this.name = "StoreError";
		this.code = code;
	}
};
/** The `code` of a failed system call: "ENOENT", …; null for any other error. */
function systemCode(error) {
	return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
// actions/lib/store/key.ts
/** What S3 takes, so that a key is good in every store. */
const MAX_KEY_BYTES = 1024;
/** NAME_MAX of the file systems a directory store may lie on. */
const MAX_PART_BYTES = 255;
/**
* The parts of a key, or a StoreError that quotes it.
* A part never starts with a dot: `..` leaves the store, and dot folders are the store's own.
*/
function keyParts(key) {
	const problem = problemOf(key);
	if (problem) throw new StoreError("invalid-key", `key ${JSON.stringify(key)}: ${problem}`);
	return key.split("/");
}
/** Whether a name found in a store is one that callers could use. */
function isKey(name) {
	return problemOf(name) === null;
}
/** Refuses a prefix to list by whose folder is none of this store. */
function requirePrefix(prefix) {
	const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
	if (folder !== "") keyParts(folder.slice(0, -1));
}
function problemOf(key) {
	if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `is longer than ${MAX_KEY_BYTES} bytes`;
	if (!key.isWellFormed()) return "is not valid Unicode";
	if (/[\0-\x1f\x7f\\]/.test(key)) return "has a control character or a backslash";
	for (const part of key.split("/")) {
		if (part === "") return "has an empty part, or starts or ends with a slash";
		if (part.startsWith(".")) return "has a part that starts with a dot";
		if (Buffer.byteLength(part) > MAX_PART_BYTES) return `has a part longer than ${MAX_PART_BYTES} bytes`;
	}
	return null;
}
// actions/lib/ownership/owner.ts
/**
* A name for what one process owns in a place that others share: a lock, a half-written file, a container. It says
* who that is (host, boot, pid namespace, pid, start of the process, random digits), so that others can tell when
* the owner is dead. Letters, digits, `.`, `_` and `-` only; different at every call.
*/
async function ownedName() {
	const { host, boot, namespace } = await birthplace();
	const started = await startOf(process.pid);
	return [
		host,
		boot,
		namespace,
		process.pid,
		started ?? "",
		randomBytes(8).toString("hex")
	].join("_");
}
/** Whether the process that made the name is certainly gone; of another host or pid namespace nothing is known. */
async function isOwnerDead(name) {
	const [host, boot, namespace, pid, started] = name.split("_");
	if (pid === void 0 || !/^[1-9][0-9]*$/.test(pid)) return false;
	const here = await birthplace();
	if (host !== here.host) return false;
	if (boot !== here.boot) return true;
	if (namespace !== here.namespace) return false;
	if (!isRunning(Number(pid))) return true;
	const now = await startOf(Number(pid));
	return now !== null && started !== "" && now !== started;
}
async function birthplace() {
	const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
	const namespace = await readlink("/proc/self/ns/pid").catch(() => "");
	return {
		host: hostname().replaceAll(/[^A-Za-z0-9.-]/g, "-").replace(/^\.+/, "").slice(0, 64),
		boot: boot.slice(0, 8),
		namespace: namespace.replaceAll(/[^0-9]/g, "")
	};
}
function isRunning(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return !(error instanceof Error && "code" in error && error.code === "ESRCH");
	}
}
/** Clock ticks after boot, field 22 of /proc/pid/stat (proc(5)): a pid that is used again has another one. */
async function startOf(pid) {
	const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
	if (stat === null) return null;
	return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}
// actions/lib/store/staging.ts
/** Where objects are written before they appear, inside the store so that they move by link and rename. */
const STAGING = ".incoming";
/** Readable by everybody: pacman downloads as its own user (DownloadUser in pacman.conf(5)). */
const FILE_MODE = 420;
const FOLDER_MODE = 493;
/** What a dead process of an unknown host left is swept after a day. */
const FOREIGN_AGE_MILLISECONDS = 864e5;
/** Writes a body beside the objects of the store, on disk before it returns. */
async function stage(root, body) {
	const folder = path.join(root, STAGING);
	await makeFolder(folder);
	const file = path.join(folder, await ownedName());
	const staged = {
		file,
		[Symbol.asyncDispose]: () => rm(file, { force: true })
	};
	try {
		await write(file, body);
		await chmod(file, FILE_MODE);
		await sync(file);
	} catch (error) {
		await rm(file, { force: true });
		throw error;
	}
	return staged;
}
async function write(file, body) {
	if (body instanceof Uint8Array) return await writeFile(file, body, { flag: "wx" });
	await copyFile(body.file, file, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
	const { size } = await stat(file);
	if (size !== body.bytes) throw new StoreError("refused", `${body.file} has ${size} bytes, ${body.bytes} were announced: it changed while it was read`);
}
/** Makes a folder and what is missing above it, readable by everybody whatever the umask says. */
async function makeFolder(folder) {
	const first = await mkdir(folder, {
		recursive: true,
		mode: FOLDER_MODE
	});
	if (first === void 0) return;
	for (let made = folder; made.length >= first.length; made = path.dirname(made)) {
		await chmod(made, FOLDER_MODE);
		await sync(path.dirname(made));
	}
}
/** Makes what was written to a file, or which names a folder holds, survive a crash of the machine. */
async function sync(file) {
	await using handle = await open(file, "r");
	await handle.sync();
}
/** Removes what killed writers left in the staging folder; answers the names removed. */
async function sweep(root) {
	const folder = path.join(root, STAGING);
	const names = await readdir(folder).catch((error) => {
		if (systemCode(error) === "ENOENT") return [];
		throw error;
	});
	const removed = [];
	for (const name of names) {
		if (!name.includes("_") || !await isLeftover(folder, name)) continue;
		await rm(path.join(folder, name), {
			recursive: true,
			force: true
		});
		removed.push(name);
	}
	return removed;
}
async function isLeftover(folder, name) {
	if (await isOwnerDead(name)) return true;
	const entry = await lstat(path.join(folder, name)).catch(() => null);
	return entry !== null && Date.now() - entry.mtimeMs > FOREIGN_AGE_MILLISECONDS;
}
// actions/lib/store/swap-lock.ts
/** A swap holds the lock for milliseconds; an owner that holds it for this long is stopped or on a dead host. */
const PATIENCE_MILLISECONDS = 3e4;
const MAX_PAUSE_MILLISECONDS = 20;
/**
* The lock of a directory store, held until disposed.
*
* The lock is a folder that holds one file named after its owner. It is taken by renaming a prepared folder onto
* it, which the system does only while the target is missing or empty (rename(2)), and freed by deleting
* that file. A dead owner's file is deleted by its name, so nobody can break a lock that has since changed hands.
*/
async function lockStore(root) {
	const staging = path.join(root, STAGING);
	const lock = path.join(staging, "lock");
	await makeFolder(staging);
	const owner = await ownedName();
	const prepared = path.join(staging, `${owner}_lock`);
	const deadline = Date.now() + PATIENCE_MILLISECONDS;
	await mkdir(prepared);
	try {
		await writeFile(path.join(prepared, owner), "");
		while (!await moved(prepared, lock)) {
			await breakDeadLock(lock);
			if (Date.now() > deadline) throw await busy(lock);
			await setTimeout(1 + Math.random() * MAX_PAUSE_MILLISECONDS);
		}
	} catch (error) {
		await rm(prepared, {
			recursive: true,
			force: true
		});
		throw error;
	}
	return { [Symbol.asyncDispose]: () => release(lock, owner) };
}
async function moved(prepared, lock) {
	try {
		await rename(prepared, lock);
		return true;
	} catch (error) {
		const code = systemCode(error);
		if (code === "ENOTEMPTY" || code === "EEXIST") return false;
		throw error;
	}
}
async function breakDeadLock(lock) {
	for (const owner of await ownersOf(lock)) if (await isOwnerDead(owner)) await release(lock, owner);
}
async function release(lock, owner) {
	await ignoringMissing(unlink(path.join(lock, owner)));
	await rmdir(lock).catch(() => {});
}
async function ownersOf(lock) {
	return await ignoringMissing(readdir(lock)) ?? [];
}
async function ignoringMissing(operation) {
	try {
		return await operation;
	} catch (error) {
		if (systemCode(error) === "ENOENT") return null;
		throw error;
	}
}
async function busy(lock) {
	const owners = (await ownersOf(lock)).join(", ");
	return new StoreError("busy", `${lock} has been held for ${PATIENCE_MILLISECONDS / 1e3} s by ${owners} (host_boot_namespace_pid_…), which is on another host or still running: wait for it, or delete that folder when you know that it is gone`);
}
// actions/lib/store/directory-store.ts
/** `read` is for states and manifests; a manifest of 10,000 packages is a tenth of this. */
const MAX_READ_BYTES = 128 * 2 ** 20;
/**
* A store in a folder, safe for many processes of one host at a time and for their being killed at any moment:
* objects appear whole by link(2) or rename(2) and are on disk before a method returns.
* One key is changed by `swap` or by `put`, never by both: `put` does not wait for a swap.
*/
async function directoryStore(root) {
	await explained(root, "", () => sweep(root));
	const fileOf = (key) => path.join(root, ...keyParts(key));
	const at = (key, operation) => explained(root, key, () => operation(fileOf(key)));
	return {
		place: root,
		capabilities: async () => ({
			conditionalCreate: true,
			compareAndSwap: true
		}),
		read: (key) => at(key, read),
		stream: (key) => at(key, stream),
		stat: (key) => at(key, statFile),
		create: (key, body) => at(key, (file) => create(root, file, body)),
		swap: (key, body, { version }) => at(key, (file) => swap(root, {
			file,
			body,
			version
		})),
		put: (key, body) => at(key, (file) => put(root, file, body)),
		delete: (key) => at(key, (file) => rm(file, { force: true })),
		list: (prefix) => list(root, prefix)
	};
}
async function read(file) {
	await using handle = await openFile(file);
	if (handle === null) return null;
	const { size } = await handle.stat();
	if (size > MAX_READ_BYTES) throw new StoreError("too-large", `has ${size} bytes, at most ${MAX_READ_BYTES} are read`);
	const bytes = await handle.readFile();
	return {
		bytes,
		version: createHash("sha256").update(bytes).digest("hex")
	};
}
async function stream(file) {
	const handle = await openFile(file);
	return handle === null ? null : handle.createReadStream();
}
/** null where there is no object of that name: nothing at all, a folder, or a file in place of a folder. */
async function openFile(file) {
	const handle = await missingAsNull(open(file, "r"));
	if (handle === null || (await handle.stat()).isFile()) return handle;
	await handle.close();
	return null;
}
async function statFile(file) {
	const entry = await missingAsNull(stat(file));
	return entry?.isFile() ? {
		bytes: entry.size,
		modified: entry.mtime
	} : null;
}
async function create(root, file, body) {
	await using staged = await stage(root, body);
	await makeFolder(path.dirname(file));
	return await linked(staged.file, file) ? "created" : "exists";
}
async function swap(root, { file, body, version }) {
	await using staged = await stage(root, body);
	await makeFolder(path.dirname(file));
	await using _lock = await lockStore(root);
	if (((await read(file))?.version ?? null) !== version) return "conflict";
	if (version === null) return await linked(staged.file, file) ? "swapped" : "conflict";
	await rename(staged.file, file);
	await sync(path.dirname(file));
	return "swapped";
}
async function put(root, file, body) {
	await using staged = await stage(root, body);
	await makeFolder(path.dirname(file));
	await rename(staged.file, file);
	await sync(path.dirname(file));
}
/** Gives a file its final name unless that is taken; either way the name survives a crash. */
async function linked(staged, file) {
	try {
		await link(staged, file);
		return true;
	} catch (error) {
		if (systemCode(error) === "EEXIST") return false;
		throw error;
	} finally {
		await sync(path.dirname(file));
	}
}
async function* list(root, prefix) {
	requirePrefix(prefix);
	yield* walk(root, prefix.slice(0, Math.max(0, prefix.lastIndexOf("/"))), prefix);
}
async function* walk(root, folder, prefix) {
	const entries = await explained(root, folder, () => missingAsNull(readdir(path.join(root, folder), { withFileTypes: true })));
	for (const entry of entries ?? []) {
		const key = folder === "" ? entry.name : `${folder}/${entry.name}`;
		if (entry.name.startsWith(".") || !(key.startsWith(prefix) || prefix.startsWith(`${key}/`))) continue;
		if (entry.isDirectory()) yield* walk(root, key, prefix);
		const found = entry.isFile() ? await explained(root, key, () => statFile(path.join(root, key))) : null;
		if (found !== null) yield {
			key,
			...found
		};
	}
}
async function missingAsNull(operation) {
	try {
		return await operation;
	} catch (error) {
		const code = systemCode(error);
		if (code === "ENOENT" || code === "ENOTDIR") return null;
		throw error;
	}
}
/** Runs an operation; what it throws becomes a StoreError that names the key and the folder. */
async function explained(root, key, operation) {
	try {
		return await operation();
	} catch (error) {
		if (error instanceof StoreError && error.code === "invalid-key") throw error;
		const code = error instanceof StoreError ? error.code : "unreachable";
		const detail = error instanceof Error ? error.message : String(error);
		throw new StoreError(code, `store ${root}, ${key || "folder"}: ${detail}`, { cause: error });
	}
}
// actions/lib/store/s3-access.ts
const S3_LIMITS = {
	partBytes: 8 * 2 ** 20,
	parallel: 4,
	attempts: 5,
	pauseMilliseconds: 250,
	idleMilliseconds: 6e4
};
/** S3 takes no more parts of one object. */
const MOST_PARTS = 1e4;
/** The address at which readers without keys find a bucket that lets them, as its plain endpoint shows it. */
function bucketUrl({ bucket, prefix, endpoint, region }) {
	const host = endpoint === null ? `https://${bucket.includes(".") ? `s3.${region ?? "us-east-1"}.amazonaws.com/${bucket}` : `${bucket}.s3.${region ?? "us-east-1"}.amazonaws.com`}` : `${endpoint}/${bucket}`;
	return prefix === "" ? host : `${host}/${prefix}`;
}
export { directoryStore as a, isKey as c, StoreError as d, systemCode as f, MAX_READ_BYTES as i, keyParts as l, S3_LIMITS as n, isOwnerDead as o, bucketUrl as r, ownedName as s, MOST_PARTS as t, requirePrefix as u };
