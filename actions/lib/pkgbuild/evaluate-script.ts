/**
 * Bash text that evaluates the PKGBUILD in the folder `$1` exactly as makepkg would and prints facts for
 * `readEvaluation` to standard output; whatever the PKGBUILD prints goes to standard error. To be run in a
 * container without network, as an unprivileged user, with the package's complete tree in the folder (makepkg
 * refuses an `install=` file that is not there). Takes about 0.1 s.
 *
 * A fact is a name, the number of its values, and the values, each ended by NUL.
 */
export const EVALUATE_SCRIPT = `
cd -- "$1" || exit
# Facts leave by descriptor 9, which is closed wherever code of the PKGBUILD runs.
exec 9>&1 1>&2 </dev/null
autorepo_fact() { printf '%s\\0' "$1" "$(($# - 1))" "\${@:2}" >&9; }
autorepo_fact autorepo-evaluation 1

# A shell of its own: \`exit\` in the PKGBUILD ends it, and the missing "end" tells.
(
	# What makepkg has around it when it reads a PKGBUILD: libmakepkg is sourced at top level, since it declares
	# arrays, and the PKGBUILD by source_safe, in which its own \`declare\`s are local.
	shopt -s extglob
	unset CDPATH GREP_OPTIONS
	export TEXTDOMAIN=pacman-scripts TEXTDOMAINDIR=/usr/share/locale COMMAND_MODE=legacy
	export SOURCE_DATE_EPOCH=\${SOURCE_DATE_EPOCH:-$EPOCHSECONDS}
	MAKEPKG_LIBRARY=\${MAKEPKG_LIBRARY:-/usr/share/makepkg}
	IGNOREARCH=0 PKGLIST=()
	for lib in "$MAKEPKG_LIBRARY"/*.sh; do source "$lib"; done
	declare -r startdir="$(pwd -P)" BUILDSCRIPT=PKGBUILD
	load_makepkg_config
	for var in PKGDEST SRCDEST SRCPKGDEST LOGDEST BUILDDIR; do
		printf -v "$var" %s "\${!var:-$startdir}"
	done
	PACKAGER=\${PACKAGER:-Unknown Packager}
	BUILDFILE=$startdir/PKGBUILD
	unset lib var pkgname "\${pkgbuild_schema_strings[@]}" "\${pkgbuild_schema_arrays[@]}"

	autorepo_refuse() { autorepo_fact refused "$1"; exit 1; }
	[[ -f $BUILDFILE ]] || autorepo_refuse missing
	[[ $(tr -cd '\\0' < "$BUILDFILE" | wc -c) = 0 ]] || autorepo_refuse nul
	[[ $(<"$BUILDFILE") != *$'\\r'* ]] || autorepo_refuse crlf

	autorepo_files() { find . -name .git -prune -o -type f -printf '%s %C@ %P\\0'; }
	declare -A autorepo_known
	mapfile -d '' -t autorepo_list < <(autorepo_files)
	for autorepo_item in "\${autorepo_list[@]}"; do autorepo_known[$autorepo_item]=1; done
	autorepo_joined() { local IFS=' '; printf %s "\${*@Q}"; }
	readonly autorepo_known autorepo_extension=$PKGEXT
	readonly autorepo_agents=$(autorepo_joined "\${DLAGENTS[@]}") autorepo_clients=$(autorepo_joined "\${VCSCLIENTS[@]}")

	source_safe "$BUILDFILE" 9>&-
	autorepo_fact sourced
	pkgbase=\${pkgbase:-\${pkgname[0]}}

	# Checks that look into every package function cost half a second there; they are made of the top level only.
	# makepkg itself makes all of them before it builds.
	autorepo_lint() {
		local check failed=0
		for check in "\${lint_pkgbuild_functions[@]}"; do
			autorepo_top_level_check || "$check" || failed=1
		done
		local pkgname=()
		for check in "\${lint_pkgbuild_functions[@]}"; do
			! autorepo_top_level_check || "$check" || failed=1
		done
		return $failed
	}
	autorepo_top_level_check() {
		case $check in
			lint_variable|lint_array|lint_arch_specific|lint_package_function_variable) ;;
			lint_*depends|lint_provides|lint_conflicts|lint_options|lint_backup) ;;
			*) return 1 ;;
		esac
	}
	autorepo_errors=$(exec 9>&-; LC_ALL=C; autorepo_lint 2>&1 >/dev/null) || autorepo_fact lint "$autorepo_errors"

	autorepo_array() {
		local -n autorepo_values=$1
		autorepo_fact "$1" "\${autorepo_values[@]}"
	}
	autorepo_fact carch "$CARCH"
	for autorepo_item in pkgbase pkgver pkgrel epoch PKGEXT; do autorepo_fact "$autorepo_item" "\${!autorepo_item}"; done
	for autorepo_item in pkgname arch options noextract validpgpkeys {depends,makedepends,checkdepends,source}{,_"$CARCH"}; do
		autorepo_array "$autorepo_item"
	done
	for autorepo_item in "\${known_hash_algos[@]}"; do
		autorepo_array "\${autorepo_item}sums"
		autorepo_array "\${autorepo_item}sums_$CARCH"
	done
	autorepo_list=()
	for autorepo_item in verify prepare pkgver build check package "\${pkgname[@]/#/package_}"; do
		! have_function "$autorepo_item" || autorepo_list+=("$autorepo_item")
	done
	autorepo_fact functions "\${autorepo_list[@]}"
	autorepo_list=()
	[[ $(autorepo_joined "\${DLAGENTS[@]}") = "$autorepo_agents" ]] || autorepo_list+=(DLAGENTS)
	[[ $(autorepo_joined "\${VCSCLIENTS[@]}") = "$autorepo_clients" ]] || autorepo_list+=(VCSCLIENTS)
	[[ $PKGEXT = "$autorepo_extension" ]] || autorepo_list+=(PKGEXT)
	autorepo_fact changed "\${autorepo_list[@]}"
	autorepo_written=()
	mapfile -d '' -t autorepo_list < <(autorepo_files)
	for autorepo_item in "\${autorepo_list[@]}"; do
		[[ \${autorepo_known[$autorepo_item]} ]] || autorepo_written+=("\${autorepo_item#* * }")
	done
	autorepo_fact written "\${autorepo_written[@]}"

	# What a package function sets is read by libmakepkg from the function's text, and so only where it has any.
	autorepo_attribute() {
		if [[ $autorepo_text = *"$1"?(+)=* ]]; then
			get_pkgbuild_attribute "$autorepo_name" "$1" "$2" autorepo_out 9>&-
			autorepo_fact "$1" "\${autorepo_out[@]}"
		else
			autorepo_array "$1"
		fi
	}
	for autorepo_name in "\${pkgname[@]}"; do
		autorepo_fact package "$autorepo_name"
		autorepo_text=$(declare -f "package_$autorepo_name" || declare -f package)
		for autorepo_item in arch options groups backup {depends,provides,conflicts,replaces}{,_"$CARCH"}; do
			autorepo_attribute "$autorepo_item" 1
		done
		autorepo_attribute install 0
		unset autorepo_out
	done
	autorepo_fact end
)
autorepo_status=$?
autorepo_fact status "$autorepo_status" "$(exec 9>&-; ((autorepo_status == 0)) || LC_ALL=C bash -n PKGBUILD 2>&1)"
`;
