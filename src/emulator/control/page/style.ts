export const style = `:root{color-scheme:light dark;--paper:#fff;--back:#eef0f2;--card:#fff;--ink:#1b1f24;--soft:#5c6670;--line:#d5dae0;--act:#0b5cad;--good:#1a7f37;--bad:#c62828;--warn:#9a6700}
@media(prefers-color-scheme:dark){:root{--back:#14171b;--card:#1e2329;--ink:#e6e9ec;--soft:#9aa5b1;--line:#39414a;--act:#6cb0ff;--good:#4cc36a;--bad:#ff7b72;--warn:#e3b341}}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;background:var(--back);color:var(--ink);font:14px/1.45 system-ui,sans-serif}
header{display:flex;flex-wrap:wrap;gap:8px 12px;align-items:center;padding:10px 16px;background:var(--card);border-bottom:1px solid var(--line)}
h1{font-size:17px;margin:0 auto 0 0}
h2{font-size:12px;letter-spacing:.05em;text-transform:uppercase;color:var(--soft);margin:0 0 8px;font-weight:600}
#register{display:grid;gap:12px;padding:12px;grid-template-columns:330px minmax(280px,400px) minmax(360px,1fr);align-items:start}
.column{display:grid;gap:12px;min-width:0}
section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px;min-width:0}
#display{display:flex;justify-content:space-between;align-items:baseline;gap:8px;background:#0c2418;color:#7dffb0;border-radius:6px;padding:10px 12px;font:15px ui-monospace,monospace}
#sum{font-size:24px}
#parts{display:flex;flex-wrap:wrap;gap:4px 12px;margin:10px 0;color:var(--soft)}
.lamp::before{content:"";display:inline-block;width:10px;height:10px;border-radius:50%;margin-right:6px;background:var(--soft)}
.good::before{background:var(--good)}.bad::before{background:var(--bad)}.warn::before{background:var(--warn)}
dl{display:grid;grid-template-columns:auto 1fr;gap:2px 10px;margin:0;font-size:13px}
dt{color:var(--soft)}dd{margin:0;text-align:right;overflow-wrap:anywhere}
meter{width:70px;vertical-align:middle}
#faults{display:flex;flex-wrap:wrap;gap:6px}
button{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--line);border-radius:6px;padding:4px 10px;min-height:32px;cursor:pointer}
button:hover,button:focus-visible{border-color:var(--act)}
button[aria-pressed=true]{background:var(--bad);border-color:var(--bad);color:#fff}
@media(prefers-color-scheme:dark){button[aria-pressed=true]{color:#1b1f24}}
#paper{max-height:calc(100vh - 130px);overflow:auto;text-align:center;background:var(--back);border-radius:6px;padding:12px}
#paper img,#detail img{display:block;max-width:100%;margin:0 auto 12px;background:#fff;box-shadow:0 1px 4px #0005}
#documents{max-height:260px;overflow:auto}
.row{display:grid;grid-template-columns:3em 1fr auto 1.6em;gap:8px;width:100%;text-align:left;border:0;border-bottom:1px solid var(--line);border-radius:0}
.row[aria-expanded=true]{background:var(--back)}
.row small{display:block;color:var(--soft)}
#detail{display:grid;grid-template-columns:200px 1fr;gap:12px;margin-top:10px;align-items:start;max-height:520px;overflow:auto}
table{border-collapse:collapse;width:100%}
td{border-bottom:1px solid var(--line);padding:2px 6px 2px 0;vertical-align:top;overflow-wrap:anywhere}
td:first-child{color:var(--soft);white-space:nowrap;width:3em}td:nth-child(2){min-width:9em}td:last-child{min-width:8em}table{font-size:13px}
#commands{list-style:none;margin:0;padding:0;max-height:420px;overflow:auto;font:12px/1.5 ui-monospace,monospace}
#commands li{border-bottom:1px solid var(--line);padding:2px 0;overflow-wrap:anywhere}
#commands .bytes{display:block;color:var(--soft)}
#commands .refused b{color:var(--bad)}
#list{display:grid;grid-template-columns:repeat(auto-fill,minmax(230px,1fr));gap:8px;padding:12px}
#list a{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:10px;color:inherit;text-decoration:none}
#list a:hover{border-color:var(--act)}
#list small{display:block;color:var(--soft)}
.empty{color:var(--soft);margin:0}
@media(max-width:1080px){#register{grid-template-columns:330px 1fr}.column:last-child{grid-column:1/-1}}
@media(max-width:700px){#register{grid-template-columns:minmax(0,1fr);padding:8px;gap:8px}.column{gap:8px}#paper{max-height:70vh}#detail{grid-template-columns:1fr;max-height:none}header{padding:8px}}
`;
