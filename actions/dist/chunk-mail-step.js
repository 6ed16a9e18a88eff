import{a as e,r as t,t as n}from"./chunk-words.js";import{i as r}from"./chunk-secrets.js";import{t as i}from"./chunk-visible-text.js";import{i as a,n as o}from"./chunk-html.js";import{n as s,r as c}from"./chunk-smtp-account.js";import{t as l}from"./chunk-connect.js";import{t as u}from"./chunk-failure-text.js";import{r as d}from"./chunk-leave-news.js";import{t as f}from"./chunk-warn.js";function p(e){let{repository:n,outcome:r,failed:i,broken:a,recovered:o,key:s}=e;return g(`[${n}] ${(r.kind===`stopped`?[`nothing could be published`]:[...r.first?[`first publication, ${t(r.entries-r.failing,`package`)}`]:[],...h(a,e=>e?`is broken`:`are broken`),...m(i.filter(({entry:e})=>!a.some(t=>t.entry===e)),r),...h(o,e=>e?`builds again`:`build again`),...s===null?[]:[`the signing key ends on ${s.day}`]]).join(`; `)}`)}function m(e,{entries:n,failing:r}){if(e.length>1&&r===n)return[`all ${t(n,`package`)} failed`];let i=e.filter(({phase:e})=>e===`publish`);return[...h(e.filter(({phase:e})=>e!==`publish`),()=>`failed`),...h(i,e=>e?`was refused`:`were refused`)]}function h(e,n){if(e.length===0)return[];let r=e.map(({entry:e})=>e).join(`, `);return[`${e.length<=3?r:t(e.length,`package`)} ${n(e.length===1)}`]}function g(e){let t=r(e).text.replace(/[^\x20-\x7e]/g,`?`);return t.length<=150?t:`${t.slice(0,147)}...`}function _(t){let{repository:n,time:r,server:i,run:a,failed:o,broken:s}=t,c=i===null?null:N(`${i}/report/index.html`),l=o.filter(({phase:e})=>e===`publish`),u=o.filter(({phase:e})=>e!==`publish`);return{subject:p(t),title:`${D(n)}, ${e(r)}`,lead:v(t),sections:[...b(t),...y(`Broken`,`bad`,s.map(e=>C(e,c))),...y(`Failed`,`bad`,u.map(e=>S(e,c))),...y(`Refused`,`bad`,l.map(e=>S(e,c))),...y(`Builds again`,`good`,t.recovered.map(({entry:e,version:t})=>E(e,`${t} is published.`))),...x(t)],links:[...M(`Report`,c),...M(`Workflow run`,a===null?null:N(a))],why:`You get this mail because AUTOREPO_SMTP_URL, a secret of the environment publish, names you. None is sent when nothing changed.`}}function v({outcome:e}){if(e.kind===`stopped`)return`Nothing could be published: what was published before stays.`;let{generation:n,first:r,entries:i,failing:a}=e;return a===i&&i>0?r?`First publication: every package failed, none is published.`:`Every package fails.`:`${r?`First publication: generation`:`Generation`} ${n} is published. ${a===0?`None fails.`:`${a} of ${t(i,`package`)} ${a===1?`fails`:`fail`}.`}`}function y(e,t,n){if(n.length===0)return[];let r=n.length-30,i=r>0?`and ${r} more, which the report lists`:null;return[{heading:e,tone:t,items:n.slice(0,30),more:i}]}function b({outcome:e}){return e.kind===`stopped`?y(`Why`,`bad`,[{name:null,says:``,quote:k(e.reason),link:null}]):[]}function x({key:e}){if(e===null)return[];let t=e.sentences.map(e=>({name:null,says:``,quote:k(e),link:null}));return y(`The signing key ends on ${e.day}`,`wait`,t)}function S({entry:e,phase:t,reason:r,again:i,published:a},o){let s=`${t===`publish`?`was refused`:`failed`}${i?` again, with other inputs`:``}`,c=t===`publish`?``:`${i?`,`:``} ${n[t]}`,l=a===null?`Nothing of it is published.`:`${D(a)} stays published.`;return{name:D(e),says:`${s}${c}. ${l}`,quote:k(r),link:w(e,o)}}function C({entry:e,reason:t},n){return{...E(e,`cannot be used as it is published.`),quote:k(t),link:w(e,n)}}function w(e,t){return t===null||!T(e)?null:{text:`Why`,url:`${t}#entry-${e}`}}function T(e){return/^[A-Za-z0-9@._+-]{1,255}$/.test(e)}function E(e,t){return{name:D(e),says:D(t),quote:[],link:null}}function D(e){let t=i(r(e).text).replace(/\s+/g,` `);return A(t.length>300?`${t.slice(0,300)} …`:t)}const O=1500;function k(e){let t=r(e.trimEnd()).text,n=t.length>O?`${t.slice(0,O)} …`:t,a=i(n).replaceAll(`	`,`    `).split(`
`).map(A);return a.length>15?[...a.slice(0,15),`…`]:a}function A(e){return e.replace(/:(?=\/\/)|(?<=www)\.|(?<=mailto|tel):|@/gi,`$&${j}`)}const j=`​`;function M(e,t){return t===null?[]:[{text:e,url:t}]}function N(e){return/^https?:\/\//i.test(e)&&URL.canParse(e)?new URL(e).href:null}function P({title:e,lead:t,sections:n,links:r,why:i}){return o`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>${e}</title>
<style>${a(B)}</style>
</head>
<body>
<div class="mail">
<p class="soft">${L(e)}</p>
<h1>${t}</h1>
${n.map(F)}
<p class="links">${r.map(z)}</p>
<p class="soft small">${i}</p>
</div>
</body>
</html>
`.markup}function F({heading:e,tone:t,items:n,more:r}){return o`<h2 class="${t}">${e}</h2>
${n.map(I)}${r===null?null:o`<p class="soft">${r}</p>`}
`}function I({name:e,says:t,quote:n,link:r}){return o`<div class="item">
${e===null?null:o`<p><b>${L(e)}</b> ${L(t)}${r===null?null:o` ${z(r)}`}</p>`}
${n.length===0?null:o`<pre>${L(n.join(`
`))}</pre>`}</div>
`}function L(e){let t=e.split(/(?<=[\p{L}\p{N}-])\.(?=[\p{L}\p{N}])/u);return o`${t.map((e,t)=>o`${t>0?R:null}${e}`)}`}const R=a(`<span>.</span>`);function z({text:e,url:t}){return o`<a href="${t}">${e}</a> `}const B=`
:root { color-scheme: light dark; }
body { margin: 0; padding: 0; background: #fbfbfa; color: #1c2024; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
.mail { max-width: 640px; margin: 0 auto; padding: 20px 16px; overflow-wrap: anywhere; }
h1 { font-size: 20px; line-height: 1.3; margin: 4px 0 20px; } h2 { font-size: 16px; margin: 24px 0 8px; }
p { margin: 0 0 8px; } a { color: #0b62c4; }
.item { border: 1px solid #e2e4e7; border-radius: 8px; background: #ffffff; padding: 12px 14px 4px; margin: 0 0 10px; }
pre { margin: 0 0 8px; padding: 8px 10px; border-radius: 6px; background: #f3f4f5; font: 13px/1.45 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.bad { color: #c4262e; } .good { color: #1a7f42; } .wait { color: #8a6100; }
.soft { color: #5f6770; } .small { font-size: 13px; } .links { margin: 20px 0; } .links a { margin-right: 14px; }
@media (prefers-color-scheme: dark) {
  body { background: #111417; color: #e4e7ea; } a { color: #7db8ff; }
  .item { background: #191d21; border-color: #2b3138; } pre { background: #22272d; }
  .bad { color: #ff7b78; } .good { color: #58c37f; } .wait { color: #e0b04a; } .soft { color: #98a1ab; }
}
`;function V({title:e,lead:t,sections:n,links:r,why:i}){let a=r.map(({text:e,url:t})=>`${e}: ${t}`);return`${[e,t,...n.map(H),a.join(`
`),`-- \n${i}`].filter(e=>e!==``).join(`

`)}\n`}function H({heading:e,items:t,more:n}){let r=[...t.map(U),...n===null?[]:[n]];return[`${e}\n${`-`.repeat(e.length)}`,...r].join(`

`)}function U({name:e,says:t,quote:n,link:r}){let i=e===null?[]:[`${e}: ${t}`],a=r===null?[]:[`    ${r.text}: ${r.url}`];return[...i,...n.map(e=>`    ${e}`),...a].join(`
`)}function W({content:e,sender:t,date:n,id:r},i){let a=`=_${r.replace(/[^A-Za-z0-9]/g,``).slice(0,40)}_=`,o=i.from.slice(i.from.lastIndexOf(`@`)+1),s=[`From: "${K(t)}" <${i.from}>`,`To: ${i.to.join(`,\r
 `)}`,`Subject: ${K(e.subject)}`,`Date: ${n.toUTCString().replace(`GMT`,`+0000`)}`,`Message-ID: <${r.replace(/[^A-Za-z0-9.-]/g,`-`)}@${o}>`,`Auto-Submitted: auto-generated`,`MIME-Version: 1.0`,`Content-Type: multipart/alternative; boundary="${a}"`],c=[G(`text/plain`,V(e)),G(`text/html`,P(e))].map(e=>`--${a}\r\n${e}`);return Buffer.from(`${s.join(`\r
`)}\r\n\r\n${c.join(``)}--${a}--\r\n`,`ascii`)}function G(e,t){return`Content-Type: ${e}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${(Buffer.from(t).toString(`base64`).match(/.{1,76}/g)??[]).join(`\r
`)}\r\n`}function K(e){return e.replace(/[^\x20-\x7e]|["\\]/g,`?`)}const q={tryMilliseconds:3e4,pauses:[1e4,45e3]};async function J(e){let{patience:t,sleep:n,account:r}=e;for(let i=0;;i++)try{return await Y(e)}catch(e){let a=t.pauses[i];if(Z(e)||a===void 0)throw Q(e,r);await n(a)}}async function Y({account:e,message:t,patience:n}){let{tryMilliseconds:r}=n,{default:i}=await import(`./chunk-smtp-connection.js`),a=new i({host:e.host,port:e.port,secure:e.tls===`at once`,requireTLS:e.tls===`required`,ignoreTLS:e.tls===`none`,connectionTimeout:r,greetingTimeout:r,socketTimeout:r,dnsTimeout:r,socketCloseTimeout:0}),o=Promise.withResolvers(),s=setTimeout(()=>o.reject(/* @__PURE__ */ Error(`it took longer than ${r/1e3} s`)),r);a.once(`error`,o.reject),a.connect(()=>X(a,{account:e,message:t}).then(o.resolve,o.reject));try{return await o.promise}finally{clearTimeout(s),a.on(`error`,()=>{}),a.close()}}async function X(e,{account:t,message:n}){let{login:r,from:i,to:a}=t;if(r!==null){let{user:t,password:n}=r;await new Promise((r,i)=>e.login({user:t,pass:n,credentials:{user:t,pass:n}},e=>e?i(e):r()))}return await new Promise((t,r)=>e.send({from:i,to:[...a]},n,(e,n)=>e?r(e):t(n?.rejected??[])))}function Z(e){let{responseCode:t=0,code:n}=e;return t>=500||n===`EAUTH`&&t<400||n===`ETLS`}function Q(e,t){let{responseCode:n=0,code:r,message:a=String(e)}=e,o=$(a.replace(/\s+/g,` `),t),s=i(o.slice(0,300)),l=`${t.host}:${t.port}`;if(r===`EAUTH`){let e=n>0?` (${n})`:``;return new c(`refused`,`${l} does not take the user and password${e}`)}return r===`ETLS`?new c(`unreachable`,`${l} does not encrypt, and nothing is sent in clear: ${s}`):n>0?new c(`refused`,`${l} does not take the mail: ${s}`):new c(`unreachable`,`${l} cannot be used: ${s}`)}function $(e,{from:t,to:n,login:r}){let{user:i=``,password:a=``}=r??{},o=[t,...n,...i.includes(`@`)?[i]:[],...a===``?[]:[a]].map(e=>e.replace(/[\\^$.*+?()[\]{}|]/g,`\\$&`));return e.replace(new RegExp(o.join(`|`),`gi`),`…`)}async function ee(e){let{smtpUrl:t}=e.environment;if(t===null)return e.print(`AUTOREPO_SMTP_URL is not set: no mail is sent`),`done`;try{let n=await d(e);n===null?e.print(`nothing changed that mail is sent for`):await te(e,{news:n,smtpUrl:t})}catch(t){await f(e,`Mail`,`No mail was sent: ${u(t)}`)}return`done`}async function te(e,{news:t,smtpUrl:n}){let r=s(n),{runId:i,attempt:a}=e.context,o=_(t),c=await J({account:r,message:W({content:o,sender:t.repository,date:e.now,id:`${i}.${a}.${t.repository}`},r),patience:q,sleep:l.sleep});e.print(`sent mail: ${o.subject}`),c.length!==0&&await f(e,`Mail`,`${c.length} of ${r.to.length} recipients were refused by the mail server.`)}export{ee as mailStep};