import { LOST, textVariable, UNSET, type Variable } from "../shell/index.ts";

/** The architecture that is built. */
export const CARCH = "x86_64";

/**
 * What a variable holds while makepkg reads a PKGBUILD that has not set it. Names in lower case are the PKGBUILD's
 * own and unset, but for libmakepkg's; those in upper case come from makepkg.conf and the environment.
 */
export function makepkgVariable(name: string): Variable {
  if (name === "CARCH") return textVariable([CARCH]);
  return /^[A-Z_]/.test(name) && !/^_+[a-z]/.test(name) ? LOST : LIBRARY.test(name) ? LOST : UNSET;
}

const LIBRARY =
  /^(?:autodep_functions|build_options|buildenv_(?:functions|vars)|c|executable_functions|known_hash_algos|lint_\w+_functions|packaging_options|pkgbuild_schema_\w+|shellopts|startdir|tidy_(?:modify|remove)|using_ccache|autorepo_\w+|http_proxy|https_proxy|ftp_proxy|no_proxy|all_proxy|rsync_proxy)$/;

/** Setting one of these changes how makepkg itself goes on. */
export const SETTINGS_OF_MAKEPKG =
  /^(?:IFS|PATH|CARCH|LC_\w+|LANG|POSIXLY_CORRECT|BASH\w*|ENV|GLOBIGNORE|HOME|TMPDIR|PKGLIST|DLAGENTS|VCSCLIENTS|IGNOREARCH|MAKEPKG_\w+|BUILD(?:FILE|SCRIPT|ENV|DIR)|TEXTDOMAIN\w*|SRCDEST|PKGDEST|E_\w+|startdir|shellopts|known_hash_algos|pkgbuild_schema_\w+|lint_\w+_functions|build_options|packaging_options|autorepo_\w+|FUNCNEST|TIMEFORMAT|OPTIND|SHELLOPTS)$/;

/** A function of this name takes the place of one that makepkg calls. */
export function replacesFunction(name: string): boolean {
  return (
    !/^(?:verify|prepare|pkgver|build|check|package|package_.+|_.+)$/.test(name) && REPLACEABLE.test(name)
  );
}

const REPLACEABLE =
  /^(?:append_once|array_build|ask|autorepo_\w+|build_id|buildenv_\w+|calc_checksum_\w+|canonicalize_path|cd_safe|check_\w+|collect_debug_symbols|colorize|compress_as|create_\w+|dir_is_empty|dirsize|download_\w+|ensure_writable_dir|error|executable_\w+|exists_function_variable|extract_\w+|filter_gnupg_statusfile|generate_\w+|get_\w+|grep_function|have_function|in_array|in_opt_array|is_array|library_\w+|lint_\w+|load_makepkg_config|msg2?|package_source_files|parse_gpg_statusfile|parseopts|pkgbuild_extract_to_srcinfo|plain(?:err)?|prepare_buildenv|print_all_package_names|source_\w+|srcinfo_\w+|strip_\w+|tidy_\w+|verify_\w+|warn_\w+|warning|write_srcinfo\w*|gettext|printf|echo|eval|declare|local|readonly|unset|shopt|set|source|read|mapfile|test|\[|true|false|return|exit|exec|cd|pwd|grep|find|tr|wc|cat|bash|local|export|typeset|trap|shift|let|command|builtin|:|\.|break|continue|type|getopts)$/;
