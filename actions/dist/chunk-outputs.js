async function e(){return await import(`./chunk-core2.js`)}async function t(t){let n=await e();for(let[e,r]of Object.entries(t))n.setOutput(e,r)}function n(e){return`::error::${i(e)}`}function r(e){return`::warning::${i(e)}`}function i(e){return e.replaceAll(`%`,`%25`).replaceAll(`\r`,`%0D`).replaceAll(`
`,`%0A`)}async function a(){return await(await e()).getIDToken(`sts.amazonaws.com`)}async function o(t){await(await e()).summary.addRaw(c(t),!0).write()}const s=1044480;function c(e){let t=Buffer.from(e);if(t.length<=s)return e;let n=t.subarray(0,s).lastIndexOf(`
`),r=t.subarray(0,n===-1?0:n).toString();return`${r}\n\n${e.split(`
`).length-r.split(`
`).length} lines are not shown: a summary holds no more than 1 MiB.\n`}export{o as a,r as i,a as n,t as r,n as t};