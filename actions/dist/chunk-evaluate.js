import{a as e,i as t,n,t as r}from"./chunk-makepkg-rules.js";import{l as i,r as a}from"./chunk-tar-writer.js";const o=`
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
`,s=[`ck`,`md5`,`sha1`,`sha224`,`sha256`,`sha384`,`sha512`,`b2`],c=[`DLAGENTS`,`VCSCLIENTS`,`PKGEXT`];function l(e){let i=t(e);if(i.shift()?.name!==`autorepo-evaluation`)throw n(`they do not begin as they should`);u(i);let a=i.findIndex(({name:e})=>e===`package`),o=new b(i.slice(0,a)),s=v(o,g(i.slice(a,-2),o));return r(s,o.names(`pkgname`)),s}function u(t){let n=t.find(({name:e})=>e===`refused`)?.values[0];if(n)throw d(n);let r=t.find(({name:e})=>e===`lint`);if(r)throw new e(`rule`,f(r.values[0]??``));if(t.at(-2)?.name!==`end`||t.at(-1)?.name!==`status`)throw p(t)}function d(t){return t===`missing`?new e(`missing`,"There is no file PKGBUILD in the folder. Is `path:` right?"):new e(`unreadable`,`PKGBUILD contains ${t===`nul`?`NUL bytes`:`CRLF line ends`}; makepkg and reviewers need plain text.`)}function f(e){return`makepkg refuses the PKGBUILD: ${h(e.split(`
`).filter(e=>e.startsWith(`==> ERROR: `)).map(e=>e.slice(11).replace(/\.$/,``)).join(`; `)||e.trim()||`its lint failed without a word`)}.`}function p(t){let n=t.findLast(({name:e})=>e===`status`)?.values,r=n?.[1]?.trim();if(r)return new e(`syntax`,`bash cannot read the PKGBUILD: ${m(h(r))}`);let i=t.some(({name:e})=>e===`sourced`),a=n?.[0]?`with status ${h(n[0])}`:`by killing its shell`;return new e(`exited`,`The PKGBUILD ended its shell ${i?`after its top level had run`:`at top level`}, ${a}: a command there says "exit", or the last one fails.`)}function m(e){let[t=``,...n]=e.split(`
`).map(e=>e.replace(/^PKGBUILD: /,``).trim()).filter(e=>e!==``),r=/^line \d+: /.exec(t)?.[0]??``;return[t,...n.map(e=>e.startsWith(r)?e.slice(r.length):e)].join(`; `)}function h(e){return e.length>2e3?`${e.slice(0,2e3)}…`:e}function g(e,t){let n=[];for(let r=0;r<e.length;){let i=e.findIndex(({name:e},t)=>t>r&&e===`package`),a=i<0?e.length:i;n.push(_(new b(e.slice(r,a)),t.text(`carch`))),r=a}return n}function _(e,t){return{pkgname:e.text(`package`),arch:e.names(`arch`),options:e.names(`options`),groups:e.names(`groups`),backup:e.names(`backup`),depends:e.merged(`depends`,t),provides:e.merged(`provides`,t),conflicts:e.merged(`conflicts`,t),replaces:e.merged(`replaces`,t),install:e.names(`install`)[0]||null}}function v(e,t){let n=e.text(`carch`),r=Number(e.text(`epoch`))>0?e.text(`epoch`):null,i=`${e.text(`pkgver`)}-${e.text(`pkgrel`)}`;return{pkgbase:e.text(`pkgbase`),version:r?`${r}:${i}`:i,epoch:r,pkgver:e.text(`pkgver`),pkgrel:e.text(`pkgrel`),arch:e.names(`arch`),options:e.names(`options`),noextract:e.names(`noextract`),validpgpkeys:e.names(`validpgpkeys`),sources:[``,`_${n}`].map(t=>y(e,t)).filter(e=>e!==null),depends:e.merged(`depends`,n),makedepends:e.merged(`makedepends`,n),checkdepends:e.merged(`checkdepends`,n),packages:t,functions:e.names(`functions`),packageExtension:e.text(`PKGEXT`),changed:c.filter(t=>e.names(`changed`).includes(t)),written:e.names(`written`)}}function y(e,t){let n=e.names(`source${t}`),r=s.map(n=>({algorithm:n,values:e.names(`${n}sums${t}`)})).filter(({values:e})=>e.length>0);return n.length>0||r.length>0?{suffix:t,sources:n,sums:r}:null}var b=class{#e=/* @__PURE__ */ new Map;constructor(e){for(let{name:t,values:r}of e){if(this.#e.has(t))throw n(`"${h(t)}" stands there twice`);this.#e.set(t,r)}}names(e){let t=this.#e.get(e);if(!t)throw n(`"${e}" is missing`);return t}text(e){let[t,...r]=this.names(e);if(t===void 0||r.length>0)throw n(`"${e}" is not one value`);return t}merged(e,t){return[...this.names(e),...this.names(`${e}_${t}`)]}};const x={tree:`/build/tree`,fetched:`/build/fetched`,sources:`/build/fetched/sources`,keys:`/build/fetched/keys`,work:`/build/work`,packages:`/build/packages`,repository:`/srv/autorepo`},S=`
chown root:root /build && chmod 755 /build
install -d -o builder -g builder -m 755 ${x.tree} ${x.work} ${x.packages} \\
  ${x.fetched} ${x.sources}
install -d -o builder -g builder -m 700 ${x.keys}
`;var C=class extends Error{name=`PhaseFailure`;phase;fault;outcome;constructor(e,t,n=`failed`){super(t.reason,{cause:t.cause}),this.phase=e,this.fault=t.fault,this.outcome=n}};function w(e){return{reason:e,fault:`package`}}function T(e,t){return{reason:e,fault:`infrastructure`,cause:t}}function E(e,t){return e instanceof SuppressedError?E(e.suppressed,t):e instanceof C?e:new C(t,T(e instanceof Error?e.message:String(e),e))}function D(){let e=Buffer.alloc(O),t=0,n=[],r=0;return{add(i){let a=i.subarray(0,O-t);e.set(a,t),t+=a.length,n.push(Buffer.from(i.subarray(a.length).subarray(-k))),r+=n.at(-1)?.length??0,r<2*k&&n.length<A||(n=[Buffer.concat(n).subarray(-k)],r=n[0]?.length??0)},text:()=>j(Buffer.concat([e.subarray(0,t),Buffer.concat(n).subarray(-k)]))}}const O=65536,k=131072,A=4096;function j(e){return new TextDecoder().decode(e).replaceAll(M,``).split(`
`).map(N).join(`
`).replaceAll(/[^\P{Cc}\n\t]/gu,``)}const M=/\x1b(?:\[[0-?]*[ -/]*[@-~]?|[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[ -/]*[0-~]?)/g;function N(e){return e.split(`\r`).findLast(e=>e!==``)??``}function P(e,t,n){return{timeoutSeconds:e,deadline:performance.now()+e*1e3,limits:t.limits,signal:n}}function F(e){return Math.max(1,Math.ceil((e.deadline-performance.now())/1e3))}async function I(e,t,{log:n,bounds:r}){r.signal.throwIfAborted();let{as:i,quiet:a,...o}=t,s=Math.min(t.seconds??1/0,F(r)),c=D(),l=a?{}:{log:{write(e){n.write(e),c.add(e)}}},u=await e[i]({...o,seconds:s,...l});if(n.exited(u.exit),u.how===`exited`&&u.exit!==null){let e=()=>a?j(Buffer.concat([u.stdout,u.stderr])):c.text();return{...u,exit:u.exit,said:e}}u.how===`interrupted`&&r.signal.throwIfAborted();let d=t.seconds===s?s:null;throw new C(n.phase,L(u.how,r,{phase:n.phase,own:d}))}function L(e,t,{phase:n,own:r}){let i=e=>t.limits.find(t=>t.includes(e))??`the ${e} limit`;if(e===`out-of-memory`)return w(`killed: it needs more memory than allowed (${i(`memory`)})`);if(e===`out-of-disk`)return w(`killed: it needs more disk than allowed (${i(`disk`)})`);if(e===`timeout`||F(t)<=1){let e=`killed: it took longer than ${R(r??t.timeoutSeconds)}`;return n===`sources`||n===`dependencies`?T(e):w(r===null?`${e}; raise "timeout" if it needs more`:e)}return T(`the container ended while a command ran in it: the engine or its host went away`)}function R(e){return e%3600==0?`${e/3600} h`:e%60==0?`${e/60} min`:`${e} s`}function z(e){return e.files.find(e=>e.path===`PKGBUILD`)===void 0?"the folder has no PKGBUILD: correct `path:` or `ref:`":V(e.files)??B(e.files)}function B(e){for(let{path:t,kind:n,content:r}of e){let e=t===`PKGBUILD`||t.endsWith(`.install`);if(n===`symlink`&&(t===`PKGBUILD`||t===`.SRCINFO`))return`${t} is a symbolic link to ${i(new TextDecoder().decode(r))}: it must be a file`;let a=e?r.indexOf(0):-1;if(a>=0)return`${i(t)} has a NUL byte at offset ${a}: tools that show changes would hide what follows`}return null}function V(e){let t=/* @__PURE__ */ new Map;for(let{path:n,kind:r}of e){if(r===`submodule`)return`${i(n)} is a git submodule: they are never fetched`;let e=H(n);if(e!==null)return`the name ${i(n)} ${e}`;for(let e of W(n)){let n=e.normalize(`NFC`).toLowerCase(),r=t.get(n)??e;if(r!==e)return`the names ${i(r)} and ${i(e)} differ only in case or in Unicode form`;t.set(n,e)}}return null}function H(e){if(/[\p{Cc}\p{Zl}\p{Zp}]/u.test(e))return`holds control characters`;if(Buffer.byteLength(e)>U)return`is longer than ${U} bytes`;let t=e.split(`/`);return t.some(e=>e===``||e===`.`||e===`..`)?`leaves the folder`:t.some(e=>/^(\.git|git~1)$/i.test(e))?`would be read as a git repository`:null}const U=1024;function W(e){let t=e.split(`/`);return t.map((e,n)=>t.slice(0,n+1).join(`/`))}function G(e,t){let n=e.date;return a(e.files.map(e=>{if(e.kind===`symlink`){let t=new TextDecoder().decode(e.content);return{path:e.path,type:`symlink`,target:t,mode:511,mtime:n}}let r=e.path===`PKGBUILD`&&t!==void 0?t:e.content;return{path:e.path,type:`file`,content:r,mode:e.kind===`executable`?493:420,mtime:n}}))}async function K(e,t,n){q(t);let r=`evaluate ${t.tree.slice(0,12)}`,i=$+60;await using a=await e.open({purpose:r,network:!1,disk:0,seconds:i});let o=P(i,e,n);return await J(a,t,{log:te,bounds:o})}function q(e){let t=z(e);if(t!==null)throw new C(`evaluate`,w(t))}async function J(e,t,n){return await Z(e,{script:`${Q} || exit\n${o}`,tree:t},n)}async function Y(e,t,n){let{exit:r,said:i}=await I(e,{as:`builder`,script:Q,input:t,seconds:ee},n);if(r===0)return;let a=`the package's folder could not be unpacked: ${i().trim().slice(-300)}`;throw new C(n.log.phase,w(a))}async function X(e,t){return await Z(e,{script:o,tree:null},t)}async function Z(e,{script:t,tree:n},r){let{stdout:i,stderr:a}=await I(e,{as:`builder`,script:t,arguments:[x.tree],seconds:$,quiet:!0,...n===null?{}:{input:G(n)}},r);r.log.write(a);try{return l(i)}catch(e){let t=e instanceof Error?e.message:String(e);throw new C(r.log.phase,{reason:t,fault:`package`,cause:e})}}const Q=`mkdir -p ${x.tree} && tar -C ${x.tree} -xf -`,$=60,ee=120,te={phase:`evaluate`,write(){},note(){},exited(){}};export{Y as a,R as c,C as d,E as f,S as g,x as h,q as i,I as l,w as m,J as n,G as o,T as p,K as r,P as s,X as t,j as u};