/** Rules for reviewed changes, beside those of every page. */
export const DIFF_STYLE = `
:root { --ins: #e3f6e8; --ins-word: #a6e3b6; --del: #fdeaea; --del-word: #f7b9b9; --alarm: #c4262e; --alarm-soft: #fdeaea; --warning: #8a6100; --warning-soft: #fff4d6; }
@media (prefers-color-scheme: dark) {
  :root { --ins: #12301d; --ins-word: #1f6437; --del: #3a1b1e; --del-word: #7a2d33; --alarm: #ff8583; --alarm-soft: #3a1b1e; --warning: #e8bd5f; --warning-soft: #33290f; }
}
.versions { font-weight: 400; color: var(--soft); font-size: .7em; white-space: nowrap; }
.verdict { font-size: 1.15rem; font-weight: 650; padding: .6rem .9rem; border-radius: 8px; background: var(--code); border-left: 6px solid var(--soft); }
.verdict.alarm { background: var(--alarm-soft); border-color: var(--alarm); color: var(--alarm); }
.verdict.warning { background: var(--warning-soft); border-color: var(--warning); color: var(--warning); }
.verdict.routine { border-color: var(--good); color: var(--good); }
.findings { list-style: none; padding: 0; margin: .5rem 0; border: 1px solid var(--line); border-radius: 10px; background: var(--card); overflow: hidden; }
.findings li { display: flex; gap: .9rem; padding: .5rem .9rem; border-bottom: 1px solid var(--line); } .findings li:last-child { border-bottom: 0; }
.findings b { flex: 0 0 4.6rem; font-size: .8rem; line-height: 1.85; color: var(--soft); } .findings div { min-width: 0; overflow-wrap: anywhere; }
.findings .alarm { background: var(--alarm-soft); } .findings .alarm b, .finding.alarm b { color: var(--alarm); }
.findings .warning b, .finding.warning b { color: var(--warning); }
.files { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; list-style: none; padding: 0; margin: .5rem 0; }
.file { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: 1rem 0; padding: .1rem 1rem .8rem; }
.file h3 { margin: .7rem 0 .5rem; overflow-wrap: anywhere; } details.file { padding: .5rem 1rem; } .file summary { overflow-wrap: anywhere; }
.finding { border-left: 4px solid var(--soft); background: var(--code); border-radius: 0 6px 6px 0; padding: .3rem .7rem; margin: .3rem 0; font: 15px/1.45 system-ui, sans-serif; white-space: normal; overflow-wrap: anywhere; }
.finding.alarm { border-color: var(--alarm); background: var(--alarm-soft); } .finding.warning { border-color: var(--warning); background: var(--warning-soft); }
.finding:target { outline: 2px solid var(--link); }
.finding b { margin-right: .4rem; }
table.diff { border: 0; border-radius: 0; background: none; table-layout: fixed; font: .8125rem/1.5 ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.diff td { border: 0; padding: 0; } .numbers { width: 5.6rem; }
.diff .at { color: var(--soft); user-select: none; text-align: right; padding-right: .6rem; white-space: nowrap; }
.at span { display: inline-block; width: 2.5rem; }
.code { white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 8; padding-left: 1.2rem !important; text-indent: -1.2rem; }
.code i { font-style: normal; display: inline-block; width: 1.2rem; text-indent: 0; user-select: none; }
.d2h-ins { background: var(--ins); } .d2h-del { background: var(--del); }
ins { background: var(--ins-word); text-decoration: none; border-radius: 3px; } del { background: var(--del-word); text-decoration: none; border-radius: 3px; }
.gap td { border-top: 1px dashed var(--line); padding: .15rem 0; } .gap:first-child td { border-top: 0; }
@media (max-width: 44rem) {
  .file { padding-inline: .6rem; } .findings li { display: block; } .versions { white-space: normal; display: block; }
  .numbers { width: 2.6rem; } .at span:first-child { display: none; } .at span { width: 2rem; }
}
`;
