import{i as e,n as t}from"./chunk-html.js";import{createHash as n}from"node:crypto";const r=`
:root {
  color-scheme: light dark;
  --page: #fbfbfa; --card: #fff; --text: #1c2024; --soft: #5f6770; --line: #e2e4e7; --link: #0b62c4;
  --good: #1a7f42; --bad: #c4262e; --wait: #8a6100; --held: #6b46c1; --code: #f3f4f5; --mark: #fff1c2;
  --p0: #8e9aaf; --p1: #4c9fd8; --p2: #2fb5a3; --p3: #8bbf3f; --p4: #f0a530; --p5: #a878d8; --p6: #d86b8a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #111417; --card: #191d21; --text: #e4e7ea; --soft: #98a1ab; --line: #2b3138; --link: #7db8ff;
    --good: #58c37f; --bad: #ff7b78; --wait: #e0b04a; --held: #b79cff; --code: #22272d; --mark: #4d4013;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
main, header, footer { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; } main > :first-child { margin-top: 1rem; }
footer { padding-block: 2rem; color: var(--soft); font-size: .875rem; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; letter-spacing: -.02em; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.2rem; }
h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; }
p { margin: .5rem 0; } a { color: var(--link); text-underline-offset: .2em; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
nav { font-size: .9rem; margin-bottom: .5rem; }
code, pre, .mono { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em; }
code { background: var(--code); padding: .1em .3em; border-radius: 4px; overflow-wrap: anywhere; }
pre { background: var(--code); border: 1px solid var(--line); padding: .9rem 1rem; border-radius: 8px; overflow-x: auto; margin: .75rem 0; }
.soft { color: var(--soft); } .small { font-size: .875rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .25rem 1.25rem .5rem; }
.columns { display: grid; gap: 0 2rem; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); }
.columns > div { min-width: 0; }
@media (min-width: 60rem) { .columns.keyed { grid-template-columns: 3fr 2fr; } }
.tiles { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; margin: 1.25rem 0; list-style: none; }
.tiles li { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .4rem .9rem; min-width: 7rem; color: var(--soft); font-size: .875rem; }
.tiles b { display: block; color: var(--text); font-size: 1.35rem; line-height: 1.3; }
.note { border-left: 4px solid var(--wait); padding: .1rem .9rem; margin: 1rem 0; }
table { border-collapse: separate; border-spacing: 0; width: 100%; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
th { text-align: left; font-size: .8rem; font-weight: 600; color: var(--soft); }
th, td { padding: .55rem .8rem; vertical-align: top; border-bottom: 1px solid var(--line); }
tr:last-child td { border-bottom: 0; } td { overflow-wrap: anywhere; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.name { font-weight: 600; min-width: 12rem; } .name .small { font-weight: 400; }
.subject { min-width: 9rem; }
.state { font-weight: 600; white-space: nowrap; }
.good { color: var(--good); } .bad { color: var(--bad); } .wait { color: var(--wait); } .held { color: var(--held); }
.broken { background: var(--bad); color: var(--page); border-radius: 4px; padding: .1em .45em; }
.entries { table-layout: fixed; } .entries .name { width: 23%; } .entries .version { width: 14%; } .entries .time { width: 11.5rem; } .entries .size { width: 5.75rem; }
.idle { table-layout: fixed; } .idle th:first-child { width: 40%; } .idle span { display: inline-block; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.25rem; margin: .75rem 0; }
dt { color: var(--soft); } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
ul.plain { list-style: none; padding: 0; margin: .5rem 0; } ul.plain li { padding: .15rem 0; }
details { margin: .5rem 0; } summary { cursor: pointer; }
.bar { display: block; width: 100%; height: 10px; border-radius: 5px; overflow: hidden; background: var(--code); margin: .45rem 0; }
.bar-column { width: 22%; min-width: 7rem; }
.p0 { fill: var(--p0); } .p1 { fill: var(--p1); } .p2 { fill: var(--p2); } .p3 { fill: var(--p3); }
.p4 { fill: var(--p4); } .p5 { fill: var(--p5); } .p6 { fill: var(--p6); }
.key { width: .7em; height: .7em; margin-right: .45em; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .8rem; color: var(--soft); list-style: none; padding: 0; }
.log { background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin: 1rem 0; padding: .75rem 1rem .75rem 5.5rem; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 8; line-height: 1.45; font-size: .8125rem; }
.log li::marker { color: var(--soft); font-size: .75rem; font-variant-numeric: tabular-nums; }
.log li:target { background: var(--mark); } .log mark { background: var(--mark); color: inherit; }
.repeated { color: var(--soft); font-style: italic; }
.wide main, .wide header, .wide footer { max-width: 110rem; }
.bold { font-weight: 700; } .dim { opacity: .7; } .italic { font-style: italic; } .underline { text-decoration: underline; }
.inverse { background: var(--text); color: var(--page); }
${a()}
@media (max-width: 44rem) {
  body { font-size: 15px; }
  table.stacked, .stacked tbody, .stacked tr, .stacked td { display: block; }
  .stacked thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stacked tr { padding: .6rem .9rem; border-bottom: 1px solid var(--line); } .stacked tr:last-child { border-bottom: 0; }
  .stacked td { border: 0; padding: .1rem 0; text-align: left; white-space: normal; width: auto; }
  .stacked td.version, .stacked td.time, .stacked td.size, .phases td:not(.name) { display: inline-block; margin-right: 1rem; width: auto; }
  .stacked td:empty { display: none !important; }
  .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(7rem, 1fr)); } .tiles li { min-width: 0; }
  .time div { display: inline; }
  .log { padding-left: 3.5rem; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; }
}
@media print { .log { font-size: 8pt; } nav { display: none; } }
`;function i(e){return n(`sha256`).update(e).digest(`base64`)}function a(){let e=e=>e.split(` `).map((e,t)=>`.f${t} { color: ${e}; } .b${t} { background: ${e}40; }`).join(`
`);return`${e(`#1c2024 #b3261e #1a7a3c #7a5b00 #1658b8 #8f2b9e #0b7285 #6b7280 #57606a #d1242f #1a8f46 #9a6700 #0969da #a33eb5 #1285a0 #8b949e`)}\n@media (prefers-color-scheme: dark) {\n${e(`#8b949e #ff7b72 #56d07f #e3b341 #6cb2ff #d694f0 #4fc8d8 #c9d1d9 #6e7681 #ffa198 #7ee2a0 #f2cc60 #9ccbff #e2b8f7 #83dcea #f0f6fc`)}\n}`}function o({main:e,...t}){let{start:n,end:r}=s(t);return n+e.markup+r}function s(n){let{title:a,trail:o,header:s,footer:l,wide:u,style:d=``}=n,f=r+d,p=`default-src 'none'; style-src 'sha256-${i(f)}'; base-uri 'none'; form-action 'none'`,m=t`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${e(p)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${a}</title>
<style>${e(f)}</style>
</head>
<body${u?e(` class="wide"`):null}>
<header>
${o.length>0?t`<nav>${o.map(c)}</nav>`:null}
${s}
</header>
<main>
`,h=t`
</main>
<footer>${l}</footer>
</body>
</html>
`;return{start:m.markup,end:h.markup}}function c({name:e,href:n},r){return t`${r>0?` / `:null}<a href="${n}">${e}</a>`}function l(e,t){return{path:e,contentType:u,content:[o(t)]}}const u=`text/html; charset=utf-8`;function d(e,n){return/^https?:\/\//i.test(e)?t`<a href="${e}" rel="noreferrer nofollow">${n}</a>`:t`${n}`}export{d as a,o as i,l as n,s as r,u as t};