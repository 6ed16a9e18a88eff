import{t as e}from"./chunk-dependency.js";import{r as t,u as n}from"./chunk-tar-writer.js";const r=`
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
`;var i=class extends Error{name=`PkgbuildError`;code;constructor(e,t,n){super(t,n),this.code=e}};const a=4194304,o=/[\u0000-\u001f\u007f-\u009f]/,s=/* @__PURE__ */ new Set([`status`,`lint`]);function c(e){if(e.length>a)throw d(`it prints ${e.length} bytes of them, more than ${a}`);let t=u(e).split(`\0`);if(t.pop()!==``)throw d(`they end in the middle`);let n=[];for(let e=0;e<t.length;){let r=l(t,e);n.push(r),e+=2+r.values.length}return n}function l(e,t){let[n=``,r=``]=e.slice(t,t+2);if(!/^[0-9]{1,6}$/.test(r))throw d(`${f(n)} has the length ${f(r)}`);let a=e.slice(t+2,t+2+Number(r));if(a.length<Number(r))throw d(`${f(n)} ends in the middle`);let c=s.has(n)?void 0:a.find(e=>o.test(e));if(c!==void 0)throw new i(`rule`,`${n} holds a control character: ${f(c)}. Remove it.`);return{name:n,values:a}}function u(e){try{return new TextDecoder(`utf-8`,{fatal:!0,ignoreBOM:!0}).decode(e)}catch(e){throw d(`they are not UTF-8`,e)}}function d(e,t){return new i(`output`,`Evaluating the PKGBUILD gave no usable facts: ${e}. Look at what it does at top level.`,{cause:t})}function f(e){return JSON.stringify(e.length>200?`${e.slice(0,200)}…`:e)}const p=/^[A-Za-z0-9+_@][A-Za-z0-9+_.@-]*$/,m=/^[\x21-\x7e]*$/,ee=/^(?!\/)(?!(.*\/)?\.\.(\/|$))/;function h(e,t){let n=[...te(e),...g(e,t),...e.packages.flatMap(({install:e})=>e===null||ee.test(e)?[]:[`install file ${f(e)} is not in the folder`])];if(n.length===0)return;let r=n.length>20?`; and ${n.length-20} more`:``;throw new i(`rule`,`makepkg refuses the PKGBUILD: ${n.slice(0,20).join(`; `)}${r}.`)}function te({epoch:e,pkgver:t,pkgrel:n}){let r=[];return(!/^[\x21-\x7e]+$/.test(t)||/[:/-]/.test(t))&&r.push(`pkgver ${f(t)} is empty or has a colon, slash, hyphen, space or non-ASCII character`),/^[0-9]+(\.[0-9]+)?$/.test(n)||r.push(`pkgrel ${f(n)} is not of the form "integer[.integer]"`),e!==null&&!/^[0-9]+$/.test(e)&&r.push(`epoch ${f(e)} is not an integer`),r}function g(t,n){let{pkgbase:r,packages:i,depends:a,makedepends:o,checkdepends:s}=t,c=i.map(({pkgname:e})=>e),l=i.flatMap(e=>[...e.depends,...e.provides,...e.conflicts,...e.replaces]),u=[r,...n].filter(e=>!p.test(e)).map(e=>`${f(e)} is no package name`);n.length===0&&u.push(`pkgname is empty`),(n.length!==c.length||n.some((e,t)=>e!==c[t]))&&u.push(`pkgname changed while it was read`);for(let t of[...l,...a,...o,...s]){let{name:n,version:r}=e(t);_(n)&&m.test(r??``)||u.push(`${f(t)} is no dependency`)}return u}function _(e){let[t=``,n,...r]=e.split(`:`);return r.length===0&&p.test(t)&&(n===void 0||p.test(n))}const v=[`ck`,`md5`,`sha1`,`sha224`,`sha256`,`sha384`,`sha512`,`b2`],y=[`DLAGENTS`,`VCSCLIENTS`,`PKGEXT`];function ne(e){let t=c(e);if(t.shift()?.name!==`autorepo-evaluation`)throw d(`they do not begin as they should`);b(t);let n=t.findIndex(({name:e})=>e===`package`),r=new D(t.slice(0,n)),i=E(r,w(t.slice(n,-2),r));return h(i,r.names(`pkgname`)),i}function b(e){let t=e.find(({name:e})=>e===`refused`)?.values[0];if(t)throw x(t);let n=e.find(({name:e})=>e===`lint`);if(n)throw new i(`rule`,re(n.values[0]??``));if(e.at(-2)?.name!==`end`||e.at(-1)?.name!==`status`)throw ie(e)}function x(e){return e===`missing`?new i(`missing`,"There is no file PKGBUILD in the folder. Is `path:` right?"):new i(`unreadable`,`PKGBUILD contains ${e===`nul`?`NUL bytes`:`CRLF line ends`}; makepkg and reviewers need plain text.`)}function re(e){return`makepkg refuses the PKGBUILD: ${C(e.split(`
`).filter(e=>e.startsWith(`==> ERROR: `)).map(e=>e.slice(11).replace(/\.$/,``)).join(`; `)||e.trim()||`its lint failed without a word`)}.`}function ie(e){let t=e.findLast(({name:e})=>e===`status`)?.values,n=t?.[1]?.trim();if(n)return new i(`syntax`,`bash cannot read the PKGBUILD: ${S(C(n))}`);let r=e.some(({name:e})=>e===`sourced`),a=t?.[0]?`with status ${C(t[0])}`:`by killing its shell`;return new i(`exited`,`The PKGBUILD ended its shell ${r?`after its top level had run`:`at top level`}, ${a}: a command there says "exit", or the last one fails.`)}function S(e){let[t=``,...n]=e.split(`
`).map(e=>e.replace(/^PKGBUILD: /,``).trim()).filter(e=>e!==``),r=/^line \d+: /.exec(t)?.[0]??``;return[t,...n.map(e=>e.startsWith(r)?e.slice(r.length):e)].join(`; `)}function C(e){return e.length>2e3?`${e.slice(0,2e3)}…`:e}function w(e,t){let n=[];for(let r=0;r<e.length;){let i=e.findIndex(({name:e},t)=>t>r&&e===`package`),a=i<0?e.length:i;n.push(T(new D(e.slice(r,a)),t.text(`carch`))),r=a}return n}function T(e,t){return{pkgname:e.text(`package`),arch:e.names(`arch`),options:e.names(`options`),groups:e.names(`groups`),backup:e.names(`backup`),depends:e.merged(`depends`,t),provides:e.merged(`provides`,t),conflicts:e.merged(`conflicts`,t),replaces:e.merged(`replaces`,t),install:e.names(`install`)[0]||null}}function E(e,t){let n=e.text(`carch`),r=Number(e.text(`epoch`))>0?e.text(`epoch`):null,i=`${e.text(`pkgver`)}-${e.text(`pkgrel`)}`;return{pkgbase:e.text(`pkgbase`),version:r?`${r}:${i}`:i,epoch:r,pkgver:e.text(`pkgver`),pkgrel:e.text(`pkgrel`),arch:e.names(`arch`),options:e.names(`options`),noextract:e.names(`noextract`),validpgpkeys:e.names(`validpgpkeys`),sources:[``,`_${n}`].map(t=>ae(e,t)).filter(e=>e!==null),depends:e.merged(`depends`,n),makedepends:e.merged(`makedepends`,n),checkdepends:e.merged(`checkdepends`,n),packages:t,functions:e.names(`functions`),packageExtension:e.text(`PKGEXT`),changed:y.filter(t=>e.names(`changed`).includes(t)),written:e.names(`written`)}}function ae(e,t){let n=e.names(`source${t}`),r=v.map(n=>({algorithm:n,values:e.names(`${n}sums${t}`)})).filter(({values:e})=>e.length>0);return n.length>0||r.length>0?{suffix:t,sources:n,sums:r}:null}var D=class{#e=/* @__PURE__ */ new Map;constructor(e){for(let{name:t,values:n}of e){if(this.#e.has(t))throw d(`"${C(t)}" stands there twice`);this.#e.set(t,n)}}names(e){let t=this.#e.get(e);if(!t)throw d(`"${e}" is missing`);return t}text(e){let[t,...n]=this.names(e);if(t===void 0||n.length>0)throw d(`"${e}" is not one value`);return t}merged(e,t){return[...this.names(e),...this.names(`${e}_${t}`)]}};const O={tree:`/build/tree`,fetched:`/build/fetched`,sources:`/build/fetched/sources`,keys:`/build/fetched/keys`,work:`/build/work`,packages:`/build/packages`,repository:`/srv/autorepo`},oe=`
chown root:root /build && chmod 755 /build
install -d -o builder -g builder -m 755 ${O.tree} ${O.work} ${O.packages} \\
  ${O.fetched} ${O.sources}
install -d -o builder -g builder -m 700 ${O.keys}
`;var k=class extends Error{name=`PhaseFailure`;phase;fault;outcome;constructor(e,t,n=`failed`){super(t.reason,{cause:t.cause}),this.phase=e,this.fault=t.fault,this.outcome=n}};function A(e){return{reason:e,fault:`package`}}function j(e,t){return{reason:e,fault:`infrastructure`,cause:t}}function M(e,t){return e instanceof SuppressedError?M(e.suppressed,t):e instanceof k?e:new k(t,j(e instanceof Error?e.message:String(e),e))}function N(){let e=Buffer.alloc(P),t=0,n=[],r=0;return{add(i){let a=i.subarray(0,P-t);e.set(a,t),t+=a.length,n.push(Buffer.from(i.subarray(a.length).subarray(-F))),r+=n.at(-1)?.length??0,r<2*F&&n.length<I||(n=[Buffer.concat(n).subarray(-F)],r=n[0]?.length??0)},text:()=>L(Buffer.concat([e.subarray(0,t),Buffer.concat(n).subarray(-F)]))}}const P=65536,F=131072,I=4096;function L(e){return new TextDecoder().decode(e).replaceAll(R,``).split(`
`).map(z).join(`
`).replaceAll(/[^\P{Cc}\n\t]/gu,``)}const R=/\x1b(?:\[[0-?]*[ -/]*[@-~]?|[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[ -/]*[0-~]?)/g;function z(e){return e.split(`\r`).findLast(e=>e!==``)??``}function B(e,t,n){return{timeoutSeconds:e,deadline:performance.now()+e*1e3,limits:t.limits,signal:n}}function V(e){return Math.max(1,Math.ceil((e.deadline-performance.now())/1e3))}async function H(e,t,{log:n,bounds:r}){r.signal.throwIfAborted();let{as:i,quiet:a,...o}=t,s=Math.min(t.seconds??1/0,V(r)),c=N(),l=a?{}:{log:{write(e){n.write(e),c.add(e)}}},u=await e[i]({...o,seconds:s,...l});if(n.exited(u.exit),u.how===`exited`&&u.exit!==null){let e=()=>a?L(Buffer.concat([u.stdout,u.stderr])):c.text();return{...u,exit:u.exit,said:e}}u.how===`interrupted`&&r.signal.throwIfAborted();let d=t.seconds===s?s:null;throw new k(n.phase,U(u.how,r,{phase:n.phase,own:d}))}function U(e,t,{phase:n,own:r}){let i=e=>t.limits.find(t=>t.includes(e))??`the ${e} limit`;if(e===`out-of-memory`)return A(`killed: it needs more memory than allowed (${i(`memory`)})`);if(e===`out-of-disk`)return A(`killed: it needs more disk than allowed (${i(`disk`)})`);if(e===`timeout`||V(t)<=1){let e=`killed: it took longer than ${W(r??t.timeoutSeconds)}`;return n===`sources`||n===`dependencies`?j(e):A(r===null?`${e}; raise "timeout" if it needs more`:e)}return j(`the container ended while a command ran in it: the engine or its host went away`)}function W(e){return e%3600==0?`${e/3600} h`:e%60==0?`${e/60} min`:`${e} s`}function G(e){return e.files.find(e=>e.path===`PKGBUILD`)===void 0?"the folder has no PKGBUILD: correct `path:` or `ref:`":se(e.files)??K(e.files)}function K(e){for(let{path:t,kind:r,content:i}of e){let e=t===`PKGBUILD`||t.endsWith(`.install`);if(r===`symlink`&&(t===`PKGBUILD`||t===`.SRCINFO`))return`${t} is a symbolic link to ${n(new TextDecoder().decode(i))}: it must be a file`;let a=e?i.indexOf(0):-1;if(a>=0)return`${n(t)} has a NUL byte at offset ${a}: tools that show changes would hide what follows`}return null}function se(e){let t=/* @__PURE__ */ new Map;for(let{path:r,kind:i}of e){if(i===`submodule`)return`${n(r)} is a git submodule: they are never fetched`;let e=ce(r);if(e!==null)return`the name ${n(r)} ${e}`;for(let e of le(r)){let r=e.normalize(`NFC`).toLowerCase(),i=t.get(r)??e;if(i!==e)return`the names ${n(i)} and ${n(e)} differ only in case or in Unicode form`;t.set(r,e)}}return null}function ce(e){if(/[\p{Cc}\p{Zl}\p{Zp}]/u.test(e))return`holds control characters`;if(Buffer.byteLength(e)>q)return`is longer than ${q} bytes`;let t=e.split(`/`);return t.some(e=>e===``||e===`.`||e===`..`)?`leaves the folder`:t.some(e=>/^(\.git|git~1)$/i.test(e))?`would be read as a git repository`:null}const q=1024;function le(e){let t=e.split(`/`);return t.map((e,n)=>t.slice(0,n+1).join(`/`))}function J(e,n){let r=e.date;return t(e.files.map(e=>{if(e.kind===`symlink`){let t=new TextDecoder().decode(e.content);return{path:e.path,type:`symlink`,target:t,mode:511,mtime:r}}let t=e.path===`PKGBUILD`&&n!==void 0?n:e.content;return{path:e.path,type:`file`,content:t,mode:e.kind===`executable`?493:420,mtime:r}}))}async function ue(e,t,n){Y(t);let r=`evaluate ${t.tree.slice(0,12)}`,i=$+60;await using a=await e.open({purpose:r,network:!1,disk:0,seconds:i});let o=B(i,e,n);return await X(a,t,{log:me,bounds:o})}function Y(e){let t=G(e);if(t!==null)throw new k(`evaluate`,A(t))}async function X(e,t,n){return await Z(e,{script:`${Q} || exit\n${r}`,tree:t},n)}async function de(e,t,n){let{exit:r,said:i}=await H(e,{as:`builder`,script:Q,input:t,seconds:pe},n);if(r===0)return;let a=`the package's folder could not be unpacked: ${i().trim().slice(-300)}`;throw new k(n.log.phase,A(a))}async function fe(e,t){return await Z(e,{script:r,tree:null},t)}async function Z(e,{script:t,tree:n},r){let{stdout:i,stderr:a}=await H(e,{as:`builder`,script:t,arguments:[O.tree],seconds:$,quiet:!0,...n===null?{}:{input:J(n)}},r);r.log.write(a);try{return ne(i)}catch(e){let t=e instanceof Error?e.message:String(e);throw new k(r.log.phase,{reason:t,fault:`package`,cause:e})}}const Q=`mkdir -p ${O.tree} && tar -C ${O.tree} -xf -`,$=60,pe=120,me={phase:`evaluate`,write(){},note(){},exited(){}};export{h as _,de as a,W as c,k as d,M as f,oe as g,O as h,Y as i,H as l,A as m,X as n,J as o,j as p,ue as r,B as s,fe as t,L as u,f as v,i as y};