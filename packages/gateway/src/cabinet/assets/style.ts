export const style = `:root{color-scheme:light dark;--back:#f2f4f7;--card:#fff;--ink:#171c22;--soft:#56616d;--line:#d9dee5;--act:#0b5cad;--on-act:#fff;--good:#1a7031;--good-back:#e3f4e7;--warn:#7d5300;--warn-back:#fdf1d6;--bad:#b3261e;--bad-back:#fdeaea;--idle-back:#e9edf2;--bar:#10243c;--on-bar:#e7eef7;--bar-soft:#a9bbd1;--bar-here:#1e3a5c;--chart1:#0b5cad;--chart2:#b85c00;--chart3:#7a7f87}
@media(prefers-color-scheme:dark){:root{--back:#12161b;--card:#1b2027;--ink:#e8ebef;--soft:#a0abb8;--line:#39424d;--act:#7ab8ff;--on-act:#0a1a2b;--good:#6ad487;--good-back:#173322;--warn:#efc15a;--warn-back:#3a2d0d;--bad:#ff968f;--bad-back:#43201f;--idle-back:#2a323c;--bar:#0b0f14;--on-bar:#e8ebef;--bar-soft:#a0abb8;--bar-here:#1f2b3a;--chart1:#7ab8ff;--chart2:#ffab5c;--chart3:#949daa}}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{scroll-padding-top:12px}
body{margin:0;background:var(--back);color:var(--ink);font:15px/1.5 system-ui,sans-serif;display:grid;grid-template-columns:232px minmax(0,1fr);min-height:100vh;align-items:start}
a{color:var(--act)}
:focus-visible{outline:3px solid var(--act);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-999px;top:8px;background:var(--card);padding:8px 14px;z-index:9}
.skip:focus{left:8px}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.bar{background:var(--bar);color:var(--on-bar);align-self:stretch}
.inside{position:sticky;top:0;max-height:100vh;min-height:min(100vh,720px);overflow:auto;display:flex;flex-direction:column;padding:18px 12px;gap:18px}
.bar a{color:inherit;text-decoration:none}
.brand{font-weight:700;font-size:18px;padding:0 10px}
.bar ul{list-style:none;margin:0;padding:0;display:grid;gap:2px}
.bar nav a{display:block;padding:8px 10px;border-radius:8px}
.bar nav a:hover,.bar nav a[aria-current]{background:var(--bar-here)}
.bar nav a[aria-current]{font-weight:600}
.bar :focus-visible{outline-color:var(--on-bar)}
.count{background:#d6342b;color:#fff;border-radius:9px;padding:1px 7px;font-size:12px;font-weight:700;margin-left:4px}
.person{margin-top:auto;display:grid;gap:8px;padding:0 10px;font-size:14px}
.person small{display:block;color:var(--bar-soft)}
button.plain{background:none;border:0;color:inherit;padding:0;min-height:24px;text-decoration:underline;cursor:pointer;font:inherit}
.person a{text-decoration:underline}
main{padding:22px 28px 60px;display:grid;gap:16px;min-width:0;max-width:1480px;align-content:start}
main:focus{outline:0}
main>*{min-width:0}
h1{font-size:24px;line-height:1.25;margin:0;overflow-wrap:anywhere}
h2{font-size:16px;margin:0 0 10px}
h3{font-size:15px;margin:14px 0 6px}
p{margin:0 0 8px}
.head{display:flex;flex-wrap:wrap;gap:12px;align-items:end;justify-content:space-between}
.above{margin:0;font-size:14px;color:var(--soft)}
.actions{display:flex;flex-wrap:wrap;gap:8px;align-items:center}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px 18px;min-width:0}
.grid{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(min(340px,100%),1fr));align-items:start}
.grid>*{min-width:0}
.split{display:grid;gap:16px;grid-template-columns:minmax(0,1fr) minmax(300px,420px);align-items:start}
.split>*{min-width:0}.stack{display:grid;gap:16px;min-width:0}.stack>*{min-width:0}
.numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(120px,1fr));gap:14px;margin:0 0 10px}
.numbers>div{display:flex;flex-direction:column-reverse;justify-content:flex-end}
.numbers dd{margin:0;font-size:28px;font-weight:650;line-height:1.15;font-variant-numeric:tabular-nums}
.numbers dt{color:var(--soft);font-size:13px}
.numbers .bad{color:var(--bad)}
.facts{margin:0;display:grid;gap:0}
.facts>div{display:grid;grid-template-columns:minmax(120px,40%) 1fr;gap:12px;padding:5px 0;border-bottom:1px solid var(--line)}
.facts>div:last-child{border-bottom:0}
.facts dt{color:var(--soft)}.facts dd{margin:0;overflow-wrap:anywhere}
.badge{display:inline-block;border-radius:20px;padding:1px 10px;font-size:13px;font-weight:600;background:var(--idle-back);color:var(--ink);white-space:nowrap}
.badge.good{background:var(--good-back);color:var(--good)}.badge.warn{background:var(--warn-back);color:var(--warn)}.badge.bad{background:var(--bad-back);color:var(--bad)}
.notice{border-radius:10px;padding:10px 14px;margin:0;background:var(--idle-back)}
.notice.good{background:var(--good-back);color:var(--good)}.notice.warn{background:var(--warn-back);color:var(--warn)}.notice.bad{background:var(--bad-back);color:var(--bad)}
.badges{display:flex;flex-wrap:wrap;gap:6px}
.scroll{overflow-x:auto;position:relative}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:7px 10px;border-bottom:1px solid var(--line);vertical-align:top}
th{font-size:13px;color:var(--soft);font-weight:600;white-space:nowrap}
tbody tr:last-child td{border-bottom:0}
tbody tr:hover{background:color-mix(in srgb,var(--idle-back) 45%,transparent)}
td{overflow-wrap:break-word}td a,td code{overflow-wrap:anywhere}td small{color:var(--soft);display:block}
td a[href^="/registers/"]{white-space:nowrap}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.wrapless{white-space:nowrap}
.empty{color:var(--soft);margin:0}
meter{width:100%;min-width:70px;height:12px;display:block}
form{margin:0}
button,.button,input,select,textarea{font:inherit;color:var(--ink)}
button,.button{display:inline-block;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:6px 14px;min-height:38px;cursor:pointer;text-decoration:none;line-height:1.5}
button:hover,.button:hover{border-color:var(--act)}
button.main,.button.main{background:var(--act);border-color:var(--act);color:var(--on-act);font-weight:600}
button.danger{border-color:var(--bad);color:var(--bad);font-weight:600}
.fields{display:grid;gap:4px 16px;grid-template-columns:repeat(auto-fill,minmax(min(220px,100%),1fr));align-items:start}
.fields>*{grid-row:span 4;margin-bottom:8px}
.fields .whole{grid-column:1/-1}
.field{display:grid;gap:4px;min-width:0}
.fields>.field{grid-template-rows:subgrid}.fields>.field>label{align-self:end}
.field label,legend{font-size:14px;font-weight:600}
.field small{color:var(--soft);font-size:13px}
.field .error{color:var(--bad);font-size:14px}
.field .error:empty{display:none}
input:not([type=checkbox],[type=radio],[type=range],[type=hidden]),select,textarea{background:var(--card);border:1px solid color-mix(in srgb,var(--soft) 65%,var(--line));border-radius:8px;padding:6px 10px;min-height:38px;width:100%;min-width:0}
[aria-invalid=true]{border-color:var(--bad)!important}
input[type=range]{width:100%;accent-color:var(--act)}
input[type=checkbox],input[type=radio]{width:18px;height:18px;accent-color:var(--act);flex:none;margin:3px 0 0}
fieldset{border:1px solid var(--line);border-radius:10px;padding:10px 14px 14px;margin:0;min-width:0}
.tick{display:flex;gap:8px;align-items:flex-start;padding:3px 0}
.submit{display:flex;flex-wrap:wrap;gap:10px;align-items:center;margin-top:16px}
.paper{background:#fff;border:1px solid var(--line);border-radius:4px;box-shadow:0 2px 10px #0002;max-width:400px;margin:0 auto;color-scheme:light}
.paper svg{display:block;width:100%;height:auto}
.papers{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(min(270px,100%),1fr));align-items:start}
ol.story{margin:0;padding:0 0 0 20px;display:grid;gap:6px}
ol.story time{color:var(--soft);font-size:13px;font-variant-numeric:tabular-nums;margin-right:6px}
ol.steps{list-style:none;counter-reset:s;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:8px 22px}
ol.steps li{counter-increment:s;color:var(--soft)}
ol.steps li::before{content:counter(s);display:inline-grid;place-items:center;width:26px;height:26px;border-radius:50%;background:var(--idle-back);color:var(--ink);font-weight:700;font-size:14px;margin-right:8px}
ol.steps li.now{color:var(--ink);font-weight:600}ol.steps li.now::before{background:var(--act);color:var(--on-act)}
ol.steps li.past::before{content:"✓";background:var(--good-back);color:var(--good)}
.chart{width:100%;height:auto;display:block;font:12px system-ui,sans-serif}
.spark{height:110px}.chart text{fill:var(--soft)}.chart .axis{stroke:var(--line)}.chart .l1{stroke:var(--chart1)}.chart .l2{stroke:var(--chart2);stroke-dasharray:6 4}.chart .l3{stroke:var(--chart3);stroke-dasharray:2 4}.chart .l1,.chart .l2,.chart .l3{fill:none;stroke-width:2.2;stroke-linejoin:round}
.chart .f1{fill:var(--chart1)}.chart .f2{fill:var(--chart2)}.chart .area{fill:var(--chart1);opacity:.14}.chart .mark{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:4 3}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:13px;color:var(--soft);margin:6px 0 0;padding:0;list-style:none}
.legend li::before{content:"";display:inline-block;width:18px;height:0;border-top:3px solid var(--chart1);margin-right:6px;vertical-align:middle}
.legend .k2::before{border-top:3px dashed var(--chart2)}.legend .k3::before{border-top:3px dotted var(--chart3)}
code,.mono{font-family:ui-monospace,"DejaVu Sans Mono",Consolas,monospace;font-size:.93em;overflow-wrap:anywhere}
pre{background:var(--idle-back);border-radius:8px;padding:12px;overflow:auto;margin:0}
details>summary{cursor:pointer;color:var(--act)}
.two{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(min(300px,100%),1fr))}
.pages{display:flex;gap:10px;margin-top:12px}
.alone{grid-column:1/-1;max-width:430px;margin:9vh auto 0;width:100%}
.lines{margin-bottom:14px}.lines td:first-child{width:30px}
.range{display:grid;grid-template-columns:1fr auto;gap:0 8px;align-items:center}.range label{font-weight:600;font-size:14px}.range output{font-variant-numeric:tabular-nums}.range input{grid-column:1/-1}
@media(max-width:1100px){.split{grid-template-columns:minmax(0,1fr)}}
@media(max-width:820px){body{display:block}
.inside{position:static;max-height:none;min-height:0;padding:10px 12px 8px;gap:8px}
.bar nav{overflow-x:auto;margin:0 -12px;padding:3px 12px 4px}
.bar ul{display:flex;gap:4px;width:max-content}
.bar nav a{white-space:nowrap;padding:7px 12px}
.person{display:flex;flex-wrap:wrap;gap:4px 14px;margin:0;align-items:baseline}.person small{display:inline}
main{padding:14px 12px 50px;gap:12px}.alone{margin-top:5vh}
.card{padding:14px}h1{font-size:21px}
.numbers{grid-template-columns:repeat(2,1fr)}
.cards thead{display:none}.cards tr{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:4px 14px;border-bottom:1px solid var(--line);padding:9px 0}.cards tr:last-child{border:0}.cards td{border:0;padding:0;text-align:left}.cards td::before{content:attr(data-title);display:block;color:var(--soft);font-size:12px;line-height:1.3}.cards td a[href]{white-space:normal}.cards td.n{text-align:left;white-space:normal}.cards td:empty{display:none}.cards td small{display:inline;margin-left:6px}form[role=search] .fields{grid-template-columns:repeat(2,minmax(0,1fr));gap:4px 10px}
.actions button,.submit button{flex:1 1 auto}}
@media(prefers-reduced-motion:no-preference){.card{transition:border-color .15s}}
@media print{.bar,.actions,form{display:none}body{display:block}}
`;
