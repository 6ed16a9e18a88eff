/** One member of a tar archive, as its header says; nothing about it has been judged yet. */
export type TarMember = {
  /** Bytes of the name decoded as UTF-8; a member whose name is not UTF-8 is refused by the reader. */
  readonly path: string;
  readonly type:
    | "file"
    | "directory"
    | "symlink"
    | "hardlink"
    | "character-device"
    | "block-device"
    | "fifo"
    | "other";
  /** Of the body that follows; 0 for links and directories. */
  readonly bytes: number;
  /** Permission bits, setuid, setgid and sticky included. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970 UTC. */
  readonly mtime: number;
  readonly linkTarget: string | null;
  /** Extended attributes, for file capabilities: `SCHILY.xattr.security.capability` and the like. */
  readonly attributes: ReadonlyMap<string, string>;
};

/** A member with its body; the body must be read (or skipped by asking for the next member). */
export type TarEntry = TarMember & { readonly body: AsyncIterable<Uint8Array> };

/** A member with its body and with all its blocks as they stand in the archive. Whoever keeps them copies them: they are views of more. */
export type WholeMember = TarMember & { readonly content: Uint8Array; readonly blocks: Uint8Array };

export type TarLimits = {
  readonly members: number;
  /** Of one member's body. */
  readonly memberBytes: number;
  /** Of the archive, headers included. */
  readonly totalBytes: number;
};
