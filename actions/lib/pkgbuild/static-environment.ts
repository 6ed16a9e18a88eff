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
  return FUNCTIONS_OF_MAKEPKG.has(name) || /^(?:lint|autorepo|executable|buildenv|tidy)_/.test(name);
}

/** Of libmakepkg, and the builtins and programs that it uses. */
const FUNCTIONS_OF_MAKEPKG = new Set(
  `append_once array_build ask build_id calc_checksum_bzr calc_checksum_file calc_checksum_git calc_checksum_hg
  canonicalize_path cd_safe check_buildenv check_buildoption check_checksums check_dotfiles check_epoch
  check_files_exist check_fullpkgver check_opt_array check_option check_pgpsigs check_pkgrel check_pkgver
  check_software check_source_integrity collect_debug_symbols colorize compress_as create_package_signatures
  create_signature dir_is_empty dirsize download_bzr download_file download_fossil download_git download_hg
  download_local download_sources download_svn ensure_writable_dir error exists_function_variable extract_bzr
  extract_file extract_fossil extract_function_variable extract_git extract_global_variable extract_hg
  extract_sources extract_svn filter_gnupg_statusfile generate_autodeps generate_checksums generate_one_checksum
  get_all_sources get_all_sources_for_arch get_compression_command get_downloadclient get_filename get_filepath
  get_full_version get_integlist get_pkg_arch get_pkgbuild_all_split_attributes get_pkgbuild_attribute get_protocol
  get_uri_fragment get_uri_query get_url get_vcsclient grep_function have_function in_array in_opt_array is_array
  library_depends library_provides load_makepkg_config msg msg2 package_source_files parse_gpg_statusfile parseopts
  pkgbuild_extract_to_srcinfo plain plainerr prepare_buildenv print_all_package_names source_files
  source_has_signatures source_makepkg_config source_safe srcinfo_open_section srcinfo_separate_section
  srcinfo_write_attr srcinfo_write_global srcinfo_write_package srcinfo_write_section_details strip_file strip_lto
  verify_file_signature verify_git_signature verify_integrity_one verify_integrity_sums warn_build_references
  warn_missing_backup warning write_srcinfo write_srcinfo_content write_srcinfo_header
  gettext printf echo eval declare local readonly unset shopt set source read mapfile test [ true false return exit
  exec cd pwd grep find tr wc cat bash export typeset trap shift let command builtin : . break continue type
  getopts`.split(/\s+/),
);
